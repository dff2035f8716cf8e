using System.Buffers;
using Swarm.Core.Digests;
using Swarm.Core.Errors;
using Swarm.Core.Randomness;
using Swarm.Cryptography.Sealing;
using Swarm.Storage.Packs;

namespace Swarm.Storage.Chunks;

/// <summary>Compresses and seals plaintext into a record, and opens it again.</summary>
internal static class RecordSealer
{
    private const int SmallestWorthCompressing = 128;
    private const int NonceSize = 12;

    /// <summary>Seals plaintext and hands header and sealed bytes on.</summary>
    public static RecordLocation Seal(
        RecordKind kind, Digest id, in ChunkKey key, ReadOnlySpan<byte> plaintext, RandomSource random, PackWriter pack)
    {
        var compressed = ArrayPool<byte>.Shared.Rent(plaintext.Length + 64);
        var sealedBytes = ArrayPool<byte>.Shared.Rent(plaintext.Length + RecordCipher.Overhead);
        try
        {
            var length = Compress(plaintext, compressed);
            var codec = length > 0 ? RecordCodec.Zstandard : RecordCodec.None;
            var body = length > 0 ? compressed.AsSpan(0, length) : plaintext;
            var header = new RecordHeader(kind, codec, plaintext.Length, body.Length + RecordCipher.Overhead, id);
            Span<byte> associatedData = stackalloc byte[RecordHeader.AssociatedDataSize];
            header.WriteAssociatedData(associatedData);
            Span<byte> keyBytes = stackalloc byte[ChunkKey.Size];
            key.CopyTo(keyBytes);
            Span<byte> nonce = stackalloc byte[NonceSize];
            random.Fill(nonce);
            var destination = sealedBytes.AsSpan(0, header.SealedLength);
            RecordCipher.Seal(keyBytes, nonce, body, associatedData, destination);
            keyBytes.Clear();
            return pack.Append(header, destination);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(compressed, clearArray: false);
            ArrayPool<byte>.Shared.Return(sealedBytes, clearArray: false);
        }
    }

    /// <summary>Opens a record as it stands in a pack.</summary>
    /// <param name="record">Header and sealed part.</param>
    /// <param name="kind">The kind that it must be of.</param>
    /// <param name="id">The id that it must have.</param>
    /// <param name="key">The key.</param>
    /// <param name="destination">Exactly as long as the plaintext.</param>
    /// <returns>Whether it opened to that many bytes.</returns>
    public static bool TryOpen(ReadOnlySpan<byte> record, RecordKind kind, Digest id, in ChunkKey key, Span<byte> destination)
    {
        if (record.Length < RecordHeader.Size || !RecordHeader.TryRead(record, out var header)
            || header.Kind != kind || header.Id != id || header.PlainLength != destination.Length
            || record.Length != RecordHeader.Size + header.SealedLength)
        {
            return false;
        }

        Span<byte> associatedData = stackalloc byte[RecordHeader.AssociatedDataSize];
        header.WriteAssociatedData(associatedData);
        Span<byte> keyBytes = stackalloc byte[ChunkKey.Size];
        key.CopyTo(keyBytes);
        var sealedBytes = record[RecordHeader.Size..];
        if (header.Codec == RecordCodec.None)
        {
            return sealedBytes.Length == destination.Length + RecordCipher.Overhead
                && RecordCipher.TryOpen(keyBytes, sealedBytes, associatedData, destination);
        }

        var bodyLength = sealedBytes.Length - RecordCipher.Overhead;
        var body = ArrayPool<byte>.Shared.Rent(bodyLength);
        try
        {
            return RecordCipher.TryOpen(keyBytes, sealedBytes, associatedData, body.AsSpan(0, bodyLength))
                && ZstandardCodec.TryDecompress(body.AsSpan(0, bodyLength), destination);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(body);
        }
    }

    /// <summary>The exception for a record that does not open.</summary>
    public static SwarmException Unopened(string pack, Digest id) =>
        PackReader.Damaged(pack, $"its record {id.ToHex()[..12]} does not open to what the manifest names");

    private static int Compress(ReadOnlySpan<byte> plaintext, byte[] destination)
    {
        if (plaintext.Length < SmallestWorthCompressing || !Compressibility.IsLikely(plaintext))
        {
            return 0;
        }

        // Worth it where it saves a sixteenth; a full buffer means that it does not.
        var limit = plaintext.Length - (plaintext.Length / 16);
        return ZstandardCodec.TryCompress(plaintext, destination.AsSpan(0, limit), out var length) ? length : 0;
    }
}

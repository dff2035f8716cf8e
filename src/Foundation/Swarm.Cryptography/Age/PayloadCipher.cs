using System.Buffers.Binary;
using System.Security.Cryptography;
using Swarm.Cryptography.Sealing;

namespace Swarm.Cryptography.Age;

/// <summary>
/// The STREAM construction of age's payload: chunks of 64 KiB, each sealed under the payload key with a nonce of an
/// 11-byte big-endian counter and a byte that is 1 in the last chunk.
/// </summary>
internal sealed class PayloadCipher : IDisposable
{
    internal const int NonceSize = 16;
    internal const int ChunkSize = 64 * 1024;
    internal const int SealedChunkSize = ChunkSize + ChaChaCipher.TagSize;

    private readonly ChaChaCipher _cipher;
    private ulong _chunk;

    internal PayloadCipher(ReadOnlySpan<byte> fileKey, ReadOnlySpan<byte> nonce)
    {
        Span<byte> key = stackalloc byte[ChaChaCipher.KeySize];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, fileKey, key, nonce, "payload"u8);
        _cipher = new ChaChaCipher(key);
        CryptographicOperations.ZeroMemory(key);
    }

    /// <summary>Whether no chunk was sealed or opened yet.</summary>
    internal bool IsAtFirstChunk => _chunk == 0;

    /// <summary>Seals the next chunk into a buffer that is 16 bytes longer.</summary>
    internal void Seal(ReadOnlySpan<byte> plaintext, Span<byte> destination, bool last)
    {
        Span<byte> nonce = stackalloc byte[ChaChaCipher.NonceSize];
        WriteNonce(nonce, last);
        _cipher.Seal(nonce, plaintext, destination);
    }

    /// <summary>Opens the next chunk into a buffer that is 16 bytes shorter, and says whether it is whole.</summary>
    internal bool TryOpen(ReadOnlySpan<byte> chunk, Span<byte> destination, bool last)
    {
        Span<byte> nonce = stackalloc byte[ChaChaCipher.NonceSize];
        WriteNonce(nonce, last);
        return _cipher.TryOpen(nonce, chunk, destination);
    }

    /// <inheritdoc/>
    public void Dispose() => _cipher.Dispose();

    private void WriteNonce(Span<byte> nonce, bool last)
    {
        nonce.Clear();
        BinaryPrimitives.WriteUInt64BigEndian(nonce[3..], checked(_chunk++));
        nonce[^1] = last ? (byte)1 : (byte)0;
    }
}

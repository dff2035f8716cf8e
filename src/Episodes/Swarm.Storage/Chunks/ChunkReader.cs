using System.Buffers;
using Swarm.Core.Digests;
using Swarm.Storage.Packs;

namespace Swarm.Storage.Chunks;

/// <summary>Reads chunks whose places a lookup gives, and checks each against its digest.</summary>
internal sealed class ChunkReader(PackReader packs, Func<Digest, RecordLocation?> find)
{
    /// <summary>The place of a chunk.</summary>
    public RecordLocation Locate(Digest id) => find(id) ?? throw PackReader.Damaged("(unknown)", $"no pack has record {id.ToHex()[..12]}");

    /// <summary>Reads one chunk.</summary>
    public byte[] Read(RecordKind kind, in ChunkReference chunk)
    {
        var plaintext = new byte[chunk.Length];
        Read(kind, chunk, plaintext);
        return plaintext;
    }

    /// <summary>Reads one chunk into a buffer of exactly its length.</summary>
    public void Read(RecordKind kind, in ChunkReference chunk, Span<byte> destination)
    {
        var location = Locate(chunk.Id);
        var record = ArrayPool<byte>.Shared.Rent(location.Length);
        try
        {
            packs.Read(location.Pack, location.Offset, record.AsSpan(0, location.Length));
            Open(location.Pack, record.AsSpan(0, location.Length), kind, chunk, destination);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(record);
        }
    }

    /// <summary>Opens a record that was read already.</summary>
    public static void Open(string pack, ReadOnlySpan<byte> record, RecordKind kind, in ChunkReference chunk, Span<byte> destination)
    {
        if (!RecordSealer.TryOpen(record, kind, chunk.Id, chunk.Key, destination) || Digest.Compute(destination) != chunk.Digest)
        {
            throw RecordSealer.Unopened(pack, chunk.Id);
        }
    }
}

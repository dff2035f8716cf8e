using System.Buffers;
using System.Security.Cryptography;
using Swarm.Core.Digests;
using Swarm.Storage.Chunks;
using Swarm.Storage.Packs;

namespace Swarm.Storage.Snapshots;

/// <summary>Cuts the content of a large file into chunks while hashing its blocks.</summary>
internal static class LargeContent
{
    /// <summary>Reads content.</summary>
    /// <param name="source">The bytes.</param>
    /// <param name="size">How many there are.</param>
    /// <param name="chunks">Where the chunks go.</param>
    /// <exception cref="EndOfStreamException">There are fewer.</exception>
    public static (ChunkReference[] Chunks, Digest Content) Read(Stream source, long size, ChunkWriter chunks)
    {
        var references = new List<ChunkReference>();
        var blocks = new List<Digest>();
        var buffer = ArrayPool<byte>.Shared.Rent(ContentDefinedChunker.Maximum);
        using var blockHash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        try
        {
            var (filled, offset) = (0, 0L);
            while (filled > 0 || offset < size)
            {
                var more = (int)Math.Min(ContentDefinedChunker.Maximum - filled, size - offset);
                source.ReadExactly(buffer.AsSpan(filled, more));
                HashBlocks(blockHash, blocks, buffer.AsSpan(filled, more), offset, size);
                (filled, offset) = (filled + more, offset + more);
                var cut = ContentDefinedChunker.FindCut(buffer.AsSpan(0, filled));
                references.Add(chunks.Put(RecordKind.Data, buffer.AsSpan(0, cut)));
                buffer.AsSpan(cut, filled - cut).CopyTo(buffer);
                filled -= cut;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return ([.. references], ContentDigest.Combine(size, blocks));
    }

    private static void HashBlocks(IncrementalHash hash, List<Digest> blocks, ReadOnlySpan<byte> data, long offset, long size)
    {
        while (!data.IsEmpty)
        {
            var rest = ContentDigest.BlockSize - (int)(offset % ContentDigest.BlockSize);
            var piece = data[..Math.Min(rest, data.Length)];
            hash.AppendData(piece);
            offset += piece.Length;
            data = data[piece.Length..];
            if (piece.Length == rest || offset == size)
            {
                blocks.Add(new Digest(hash.GetHashAndReset()));
            }
        }
    }
}

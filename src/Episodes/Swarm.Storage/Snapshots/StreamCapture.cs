using System.Buffers;
using Swarm.Core.Digests;
using Swarm.Storage.Chunks;
using Swarm.Storage.Manifests;
using Swarm.Storage.Packs;

namespace Swarm.Storage.Snapshots;

/// <summary>Reads one file that comes as a stream into the chunks that <see cref="FileCapture"/> would cut.</summary>
internal static class StreamCapture
{
    public static ManifestEntry Read(Stream source, ManifestEntry draft, ChunkWriter chunks)
    {
        var head = ArrayPool<byte>.Shared.Rent(ContentDigest.SmallFile);
        try
        {
            var small = (int)Math.Min(draft.Size, ContentDigest.SmallFile);
            source.ReadExactly(head.AsSpan(0, small));
            var beginning = head.AsSpan(0, small);
            var isDatabase = draft.Size > FileCapture.SmallDatabase && beginning.StartsWith(FileCapture.DatabaseMagic);
            var (references, content) = isDatabase || draft.Size > ContentDigest.SmallFile
                ? ReadLong(new PrefixedStream(head.AsMemory(0, small), source), beginning, draft.Size, isDatabase, chunks)
                : ReadShort(beginning, chunks);
            return draft with { Content = content, Chunks = references, ListParts = ManifestWriter.WriteList(chunks, references, known: null) };
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(head);
        }
    }

    private static (ChunkReference[] Chunks, Digest Content) ReadShort(ReadOnlySpan<byte> bytes, ChunkWriter chunks)
    {
        var digest = Digest.Compute(bytes);
        return (bytes.IsEmpty ? [] : [chunks.Put(RecordKind.Data, bytes, digest)], digest);
    }

    private static (ChunkReference[] Chunks, Digest Content) ReadLong(
        PrefixedStream source, ReadOnlySpan<byte> beginning, long size, bool isDatabase, ChunkWriter chunks)
    {
        if (!isDatabase)
        {
            return LargeContent.Read(source, size, chunks);
        }

        // What a stranger's file says of its size is not reserved before it arrives.
        var references = new List<ChunkReference>();
        var block = new byte[ContentDigest.BlockSize];
        for (var offset = 0L; offset < size; offset += block.Length)
        {
            var length = (int)Math.Min(block.Length, size - offset);
            source.ReadExactly(block.AsSpan(0, length));
            references.Add(chunks.Put(RecordKind.Data, block.AsSpan(0, length)));
        }

        return ([.. references], size <= ContentDigest.SmallFile
            ? Digest.Compute(beginning)
            : ContentDigest.Combine(size, references.Select(reference => reference.Digest)));
    }
}

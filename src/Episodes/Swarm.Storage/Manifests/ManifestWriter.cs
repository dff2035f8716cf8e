using System.Buffers;
using System.Text;
using Swarm.Core.Digests;
using Swarm.Core.Randomness;
using Swarm.Storage.Chunks;
using Swarm.Storage.Packs;

namespace Swarm.Storage.Manifests;

/// <summary>Writes a manifest as chunks: parts cut where the hash of a path says so, so that a small change writes few of them.</summary>
internal static class ManifestWriter
{
    private const int FewestEntries = 32;
    private const int MostEntries = 1024;
    private const uint CutMask = 0x7f;

    /// <summary>The version that is written; those before it can be read.</summary>
    public const byte Version = 2;

    /// <summary>The first bytes of a manifest root, before its version.</summary>
    public static ReadOnlySpan<byte> Magic => "SWMF"u8;

    /// <summary>The id of a snapshot's manifest root, which follows from the snapshot's id.</summary>
    public static Digest RootId(string stateId) => Digest.Compute(Encoding.UTF8.GetBytes("swarm/manifest-root/v1\0" + stateId));

    /// <summary>Cuts a long chunk list into parts, reusing those that the parent's list has at the same place.</summary>
    public static IReadOnlyList<ChunkReference> WriteList(ChunkWriter chunks, ReadOnlySpan<ChunkReference> list, IReadOnlyList<ChunkReference>? known)
    {
        if (list.Length <= ManifestCodec.InlineChunks)
        {
            return [];
        }

        var parts = new List<ChunkReference>();
        for (var start = 0; start < list.Length; start += ManifestCodec.ChunksPerPart)
        {
            var bytes = ManifestCodec.WriteListPart(list.Slice(start, Math.Min(ManifestCodec.ChunksPerPart, list.Length - start)));
            var digest = Digest.Compute(bytes);
            parts.Add(known is not null && parts.Count < known.Count && known[parts.Count].Digest == digest
                ? known[parts.Count]
                : chunks.Put(RecordKind.ManifestPart, bytes, digest));
        }

        return parts;
    }

    /// <summary>Writes the parts and the root.</summary>
    /// <returns>Where the root stands.</returns>
    public static RecordLocation Write(Manifest manifest, string stateId, in ChunkKey key, ChunkWriter chunks, RandomSource random, PackWriter pack)
    {
        var parts = new List<ChunkReference>();
        var buffer = new ArrayBufferWriter<byte>(64 * 1024);
        var count = 0;
        foreach (var entry in manifest.Entries)
        {
            ManifestCodec.WriteEntry(buffer, entry);
            count++;
            if (count >= MostEntries || (count >= FewestEntries && (HashPath(entry.Path) & CutMask) == 0))
            {
                Flush();
            }
        }

        if (count > 0)
        {
            Flush();
        }

        var root = new ArrayBufferWriter<byte>();
        root.Write(Magic);
        root.Write((ReadOnlySpan<byte>)[Version]);
        ManifestCodec.WriteNumber(root, manifest.Entries.Count);
        ManifestCodec.WriteNumber(root, parts.Count);
        ManifestCodec.WriteReferences(root, parts);
        WriteOptional(root, manifest.Log);
        WriteOptional(root, manifest.Response);
        WriteOptional(root, manifest.Receipts);
        WriteOptional(root, manifest.Folder);

        return RecordSealer.Seal(RecordKind.ManifestRoot, RootId(stateId), key, root.WrittenSpan, random, pack);

        void Flush()
        {
            parts.Add(chunks.Put(RecordKind.ManifestPart, buffer.WrittenSpan));
            buffer.ResetWrittenCount();
            count = 0;
        }
    }

    private static void WriteOptional(ArrayBufferWriter<byte> output, ManifestEntry? entry)
    {
        ManifestCodec.WriteNumber(output, entry is null ? 0 : 1);
        if (entry is not null)
        {
            ManifestCodec.WriteEntry(output, entry);
        }
    }

    /// <summary>FNV-1a: it only has to spread the cuts.</summary>
    private static uint HashPath(string path)
    {
        var hash = 2166136261u;
        foreach (var value in Encoding.UTF8.GetBytes(path))
        {
            hash = unchecked((hash ^ value) * 16777619u);
        }

        return hash;
    }
}

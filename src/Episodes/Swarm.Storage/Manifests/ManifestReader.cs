using Swarm.Core.Errors;
using Swarm.Storage.Chunks;
using Swarm.Storage.Packs;

namespace Swarm.Storage.Manifests;

/// <summary>Reads a manifest from its root with the key that its capability gives.</summary>
internal static class ManifestReader
{
    public static Manifest Read(string stateId, in ChunkKey key, ChunkReader chunks, PackReader packs, Action<ChunkReference>? visitPart = null)
    {
        var id = ManifestWriter.RootId(stateId);
        var location = chunks.Locate(id);
        var record = new byte[location.Length];
        packs.Read(location.Pack, location.Offset, record);
        if (!RecordHeader.TryRead(record, out var header))
        {
            throw RecordSealer.Unopened(location.Pack, id);
        }

        var plaintext = new byte[header.PlainLength];
        if (!RecordSealer.TryOpen(record, RecordKind.ManifestRoot, id, key, plaintext))
        {
            throw new SwarmException(
                ErrorCode.CapabilityInvalid,
                $"The capability does not open snapshot {stateId}: it belongs to another node or step, or the snapshot is damaged ('swarm store check' tells).");
        }

        byte[] ReadPart(ChunkReference part)
        {
            visitPart?.Invoke(part);
            return chunks.Read(RecordKind.ManifestPart, part);
        }

        ReadOnlySpan<byte> input = plaintext;
        if (!ManifestCodec.Take(ref input, ManifestWriter.Magic.Length).SequenceEqual(ManifestWriter.Magic))
        {
            throw ManifestCodec.Malformed();
        }

        var version = ManifestCodec.Take(ref input, 1)[0];
        if (version is 0 or > ManifestWriter.Version)
        {
            throw new SwarmException(
                ErrorCode.StoreVersionUnsupported,
                $"Snapshot {stateId} has manifest version {version} and this Swarm reads up to {ManifestWriter.Version}. {Stores.Store.HowToUpdate}");
        }

        var count = ManifestCodec.ReadCount(ref input);
        var parts = ManifestCodec.ReadReferences(ref input, ManifestCodec.ReadCount(ref input));
        var entries = new List<ManifestEntry>(Math.Min(count, 1 << 20));
        foreach (var part in parts)
        {
            ReadOnlySpan<byte> bytes = ReadPart(part);
            while (!bytes.IsEmpty)
            {
                entries.Add(ManifestCodec.ReadEntry(ref bytes, version, ReadPart));
            }
        }

        var log = ReadOptional(ref input, version, ReadPart);
        var response = ReadOptional(ref input, version, ReadPart);
        var receipts = input.IsEmpty ? null : ReadOptional(ref input, version, ReadPart);
        var folder = input.IsEmpty ? null : ReadOptional(ref input, version, ReadPart);
        return entries.Count == count && ManifestRules.AreSorted(entries) && input.IsEmpty && ManifestRules.AreNamesOfOneFile(entries)
            ? new Manifest(entries, log, response, receipts) { Folder = folder }
            : throw ManifestCodec.Malformed();
    }

    private static ManifestEntry? ReadOptional(ref ReadOnlySpan<byte> input, int version, Func<ChunkReference, byte[]> listPart) =>
        ManifestCodec.ReadNumber(ref input) == 0 ? null : ManifestCodec.ReadEntry(ref input, version, listPart);
}

using Swarm.Core.Digests;
using Swarm.Core.Errors;
using Swarm.Cryptography.Ratchet;
using Swarm.Storage.Bundles;
using Swarm.Storage.Chunks;
using Swarm.Storage.Manifests;
using Swarm.Storage.Packs;
using Swarm.Storage.Snapshots;
using Swarm.Storage.Stores;

namespace Swarm.Storage.Maintenance;

/// <summary>Brings back records that are missing or damaged, from wherever a sound copy can be had.</summary>
internal sealed class StoreMender(
    Store store, StoreRepair repair, IProgress<MaintenanceProgress>? progress, Action<string> note, CancellationToken cancellationToken)
{
    /// <summary>A manifest's root leads to its parts, and these to its chunks: each pass may show what the next can mend.</summary>
    private const int MostPasses = 4;

    private readonly HashSet<string> _retired = new(StringComparer.Ordinal);

    /// <summary>The packs that nothing names any more because their frames were damaged.</summary>
    public IReadOnlyCollection<string> Retired => _retired;

    /// <summary>The records that came from elsewhere.</summary>
    public int MendedRecords { get; private set; }

    public void Run()
    {
        for (var pass = 0; pass < MostPasses; pass++)
        {
            var survey = StoreSurvey.Run(store, cancellationToken);
            var packs = PackVerification.Run(store, survey.Needed, progress, cancellationToken);
            if (!MendOnce(survey, packs))
            {
                return;
            }
        }
    }

    private bool MendOnce(StoreSurvey survey, PackVerification packs)
    {
        var missing = survey.Needed.Where(item => !packs.Sound.ContainsKey(item.Key)).ToDictionary();
        var moved = packs.Sound.Where(item => store.Catalog.Find(item.Key) != item.Value).ToArray();
        if (missing.Count == 0 && moved.Length == 0 && packs.DamagedPacks.Count == 0)
        {
            return false;
        }

        using var pack = new PackWriter(store.Layout.Packs, repair.Random);
        Rescue(packs, pack);
        var rescued = pack.Records.Count;
        foreach (var other in repair.Stores)
        {
            Take(other, missing, pack);
        }

        foreach (var bundle in repair.Bundles)
        {
            Take(bundle, survey, missing, pack);
        }

        MendedRecords += pack.Records.Count - rescued;
        var isBetter = pack.Records.Count > 0 || moved.Length > 0 || packs.DamagedPacks.Count > 0;
        pack.Finish();
        store.Catalog.Write(transaction =>
        {
            foreach (var (id, location) in moved)
            {
                transaction.MoveRecord(id, location);
            }

            transaction.RemovePacks(packs.DamagedPacks);
            transaction.RemoveRecords(pack.Records.Select(record => record.Header.Id));
            if (pack.Records.Count > 0)
            {
                transaction.AddPack(pack.Name, pack.Length, pack.Records);
            }

            return true;
        });
        _retired.UnionWith(packs.DamagedPacks);
        return isBetter;
    }

    /// <summary>Copies what is sound in packs whose frame is damaged.</summary>
    private void Rescue(PackVerification packs, PackWriter pack)
    {
        foreach (var (_, location) in packs.Sound.Where(item => packs.DamagedPacks.Contains(item.Value.Pack)))
        {
            var record = new byte[location.Length];
            store.Packs.Read(location.Pack, location.Offset, record);
            if (RecordHeader.TryRead(record, out var header))
            {
                pack.Append(header, record.AsSpan(RecordHeader.Size));
            }
        }
    }

    /// <summary>From a copy of this store records come as they are; from another store of the operator, chunks of the same content.</summary>
    private void Take(Store other, Dictionary<Digest, NeededRecord> missing, PackWriter pack)
    {
        var isCopy = string.Equals(other.Document.StoreId, store.Document.StoreId, StringComparison.Ordinal);
        var byContent = isCopy ? [] : StoreSurvey.Run(other, cancellationToken).Needed.Values
            .Where(record => record.Kind == RecordKind.Data).DistinctBy(record => record.Chunk.Digest)
            .ToDictionary(record => record.Chunk.Digest, record => record.Chunk);
        foreach (var (id, needed) in missing)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                if (isCopy ? TakeRecord(other, needed, pack) : TakeContent(other, needed, byContent, pack))
                {
                    missing.Remove(id);
                }
            }
            catch (SwarmException exception) when (exception.ErrorCode == ErrorCode.StoreDamaged)
            {
                note($"The store under '{other.Layout.Root}' is damaged too: {exception.Message}");
            }
        }
    }

    private static bool TakeRecord(Store other, in NeededRecord needed, PackWriter pack)
    {
        if (other.Catalog.Find(needed.Chunk.Id) is not { } location)
        {
            return false;
        }

        var record = new byte[location.Length];
        other.Packs.Read(location.Pack, location.Offset, record);
        if (!RecordHeader.TryRead(record, out var header) || !PackVerification.Opens(record, header, needed))
        {
            return false;
        }

        pack.Append(header, record.AsSpan(RecordHeader.Size));
        return true;
    }

    private bool TakeContent(Store other, in NeededRecord needed, Dictionary<Digest, ChunkReference> byContent, PackWriter pack)
    {
        if (needed.Kind != RecordKind.Data || !byContent.TryGetValue(needed.Chunk.Digest, out var chunk))
        {
            return false;
        }

        RecordSealer.Seal(RecordKind.Data, needed.Chunk.Id, needed.Chunk.Key, other.Chunks.Read(RecordKind.Data, chunk), repair.Random, pack);
        return true;
    }

    /// <summary>The files of a bundle are cut into the same chunks under the same ids, because these follow from the store's secret.</summary>
    private void Take(string bundle, StoreSurvey survey, Dictionary<Digest, NeededRecord> missing, PackWriter pack)
    {
        try
        {
            using var peek = BundleImporter.Open(bundle);
            var stateId = BundleReader.ReadDescription(peek, store.Keys.Sealing).StateId;
            var lost = survey.Unreadable.FirstOrDefault(node => string.Equals(node.StateId, stateId, StringComparison.Ordinal));
            var chunks = new ChunkWriter(
                store.ChunkKeys, pack, repair.Random, id => !missing.ContainsKey(id) && (lost is null || store.Catalog.Find(id) is not null));
            using var source = BundleImporter.Open(bundle);
            var content = BundleReader.Read(
                source, store.Keys.Sealing, allowOutwardLinks: true, (stream, draft) => StreamCapture.Read(stream, draft, chunks), cancellationToken);
            if (lost is not null && content.Description.SnapshotRoot == lost.SnapshotRoot)
            {
                using var capability = store.OpenCapability(lost, RatchetKind.State);
                var key = new ChunkKey(capability.Chain.DeriveKey(RatchetKeyUse.Snapshot, lost.StateId));
                ManifestWriter.Write(content.Snapshot, lost.StateId, key, chunks, repair.Random, pack);
                note($"The manifest of node {lost.NodeId} was written again from '{bundle}', which has neither times nor the run's log and response.");
            }
        }
        catch (SwarmException exception)
        {
            note($"Nothing was taken from '{bundle}': {exception.Message}");
        }

        foreach (var (header, _) in pack.Records)
        {
            missing.Remove(header.Id);
        }
    }
}

using Swarm.Core.Digests;
using Swarm.Core.Errors;
using Swarm.Cryptography.Capabilities;
using Swarm.Cryptography.Ratchet;
using Swarm.Storage.Chunks;
using Swarm.Storage.Manifests;
using Swarm.Storage.Nodes;
using Swarm.Storage.Packs;
using Swarm.Storage.Stores;
using Swarm.Storage.Trees;

namespace Swarm.Storage.Maintenance;

/// <summary>Follows every node that is there to each record that it needs.</summary>
internal sealed class StoreSurvey
{
    private const string ManifestPath = "(manifest)";

    private readonly Store _store;
    private readonly Dictionary<Digest, NeededRecord> _needed = [];
    private readonly List<StoreProblem> _problems = [];
    private readonly List<NodeRecord> _unreadable = [];
    private bool _isCutShort;

    private StoreSurvey(Store store) => _store = store;

    /// <summary>The records by id.</summary>
    public IReadOnlyDictionary<Digest, NeededRecord> Needed => _needed;

    /// <summary>What kept a snapshot from being followed.</summary>
    public IReadOnlyList<StoreProblem> Problems => _problems;

    /// <summary>A node of each snapshot whose manifest cannot be read.</summary>
    public IReadOnlyList<NodeRecord> Unreadable => _unreadable;

    /// <summary>Whether every snapshot was followed to its end.</summary>
    public bool IsComplete => !_isCutShort && _unreadable.Count == 0;

    /// <summary>The number of snapshots.</summary>
    public int Snapshots { get; private set; }

    public static StoreSurvey Run(Store store, CancellationToken cancellationToken)
    {
        var survey = new StoreSurvey(store);
        foreach (var node in store.ListNodes().Where(node => !node.IsRemoved).DistinctBy(node => node.StateId, StringComparer.Ordinal))
        {
            cancellationToken.ThrowIfCancellationRequested();
            survey.Follow(node);
        }

        return survey;
    }

    private void Follow(NodeRecord node)
    {
        Snapshots++;
        Capability capability;
        try
        {
            capability = _store.OpenCapability(node, RatchetKind.State);
        }
        catch (Exception exception) when (exception is SwarmException or IOException or UnauthorizedAccessException)
        {
            // Another process may have removed the node meanwhile.
            if (_store.FindNode(node.NodeId) is { IsRemoved: false })
            {
                _isCutShort = true;
                _problems.Add(new StoreProblem(StoreProblemKind.Capability, node.NodeId, exception.Message));
            }

            return;
        }

        using (capability)
        {
            var key = new ChunkKey(capability.Chain.DeriveKey(RatchetKeyUse.Snapshot, node.StateId));
            var root = new ChunkReference(ManifestWriter.RootId(node.StateId), key, default, 0);
            Need(new NeededRecord(RecordKind.ManifestRoot, root, node.NodeId, ManifestPath));
            try
            {
                var manifest = _store.ReadManifest(node, capability, part => Need(new NeededRecord(RecordKind.ManifestPart, part, node.NodeId, ManifestPath)));
                foreach (var entry in manifest.Contents)
                {
                    Follow(node, entry);
                }
            }
            catch (Exception exception) when (exception is SwarmException or OverflowException)
            {
                _unreadable.Add(node);
                _problems.Add(new StoreProblem(StoreProblemKind.Snapshot, node.NodeId, exception.Message));
            }
        }
    }

    private void Follow(NodeRecord node, ManifestEntry entry)
    {
        foreach (var chunk in entry.Chunks)
        {
            Need(new NeededRecord(RecordKind.Data, chunk, node.NodeId, entry.Path));
        }

        if (entry.Kind == EntryKind.File
            && (entry.Chunks.Sum(chunk => (long)chunk.Length) != entry.Size || (ContentDigest.Of(entry) is { } known && known != entry.Content)))
        {
            _problems.Add(new StoreProblem(StoreProblemKind.Snapshot, node.NodeId, $"The chunks of '{entry.Path}' are not those of its content."));
        }
    }

    private void Need(in NeededRecord record) => _needed.TryAdd(record.Chunk.Id, record);
}

using System.Text;
using Swarm.Core.Contracts;
using Swarm.Core.Errors;
using Swarm.Core.Json;
using Swarm.Core.Randomness;
using Swarm.Cryptography.Capabilities;
using Swarm.Cryptography.Ratchet;
using Swarm.Storage.Catalogs;
using Swarm.Storage.Chunks;
using Swarm.Storage.Manifests;
using Swarm.Storage.Nodes;
using Swarm.Storage.Packs;
using Swarm.Storage.Snapshots;

namespace Swarm.Storage.Stores;

/// <content>Opening capabilities; reading, restoring and beginning snapshots.</content>
public sealed partial class Store
{
    /// <summary>Opens a capability of a node with the operator's key.</summary>
    /// <param name="node">The node.</param>
    /// <param name="kind">Which capability.</param>
    /// <exception cref="SwarmException">It was removed, or does not hold what the node's commitment says (<c>CAPABILITY_INVALID</c>).</exception>
    public Capability OpenCapability(NodeRecord node, RatchetKind kind)
    {
        ArgumentNullException.ThrowIfNull(node);
        var file = Layout.NodeFile(node.OriginNodeId, NodeFiles.NextTokens);
        if (node.IsRemoved || !File.Exists(file))
        {
            throw new SwarmException(ErrorCode.CapabilityInvalid, $"The capabilities of node {node.NodeId} were removed: only its certificate is left.");
        }

        var tokens = StrictJson.Parse(DocumentFile.Read(file), ContractJson.Default.NextTokens, NodeFiles.NextTokens);
        var text = kind == RatchetKind.State ? tokens.StateCap : tokens.NetCap;
        var capability = Capability.Open(Encoding.ASCII.GetBytes(text), Keys.Sealing);
        var commitment = kind == RatchetKind.State ? node.StateCommitment : node.NetCommitment;
        if (capability.Kind != kind || capability.Commitment != commitment)
        {
            capability.Dispose();
            throw new SwarmException(ErrorCode.CapabilityInvalid, $"The capability kept for node {node.NodeId} is not the one that its certificate commits to.");
        }

        return capability;
    }

    /// <summary>Reads what a node's snapshot holds.</summary>
    /// <param name="node">The node.</param>
    /// <param name="stateCapability">Its state capability.</param>
    /// <exception cref="SwarmException">The capability does not open it, or it is damaged.</exception>
    public Manifest ReadManifest(NodeRecord node, Capability stateCapability) => ReadManifest(node, stateCapability, visitPart: null);

    /// <summary>Reads a manifest and tells of each part that it read.</summary>
    internal Manifest ReadManifest(NodeRecord node, Capability stateCapability, Action<ChunkReference>? visitPart)
    {
        ArgumentNullException.ThrowIfNull(node);
        ArgumentNullException.ThrowIfNull(stateCapability);
        var key = new ChunkKey(stateCapability.Chain.DeriveKey(RatchetKeyUse.Snapshot, node.StateId));
        var manifest = ManifestReader.Read(node.StateId, key, Chunks, _packs, visitPart);
        var salt = stateCapability.Chain.DeriveKey(RatchetKeyUse.SnapshotRoot, node.StateId);
        return SnapshotRoot.Compute(manifest.Entries, salt) == node.SnapshotRoot ? manifest : throw new SwarmException(
            ErrorCode.StoreDamaged, $"The snapshot of node {node.NodeId} does not have the root that its node names: run 'swarm store check'.");
    }

    /// <summary>Puts a snapshot down in a folder that is there and empty, and its state in a new file.</summary>
    /// <param name="manifest">What to restore.</param>
    /// <param name="workspaceFolder">The folder; null to restore no workspace.</param>
    /// <param name="stateFile">The file; null to restore no state.</param>
    /// <param name="cancellationToken">Ends the restore.</param>
    public RestoredTree Restore(Manifest manifest, string? workspaceFolder, string? stateFile, CancellationToken cancellationToken)
    {
        using var lease = Lease("restore a snapshot");
        var generation = ReadGeneration();
        return new SnapshotRestorer(Chunks, _packs).Restore(manifest, workspaceFolder, stateFile, cancellationToken) with { Generation = generation };
    }

    /// <summary>Reads a file of a snapshot piece by piece.</summary>
    /// <param name="entry">The file's entry.</param>
    public IEnumerable<byte[]> ReadFile(ManifestEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return entry.Chunks.Select(chunk => Chunks.Read(RecordKind.Data, chunk));
    }

    /// <summary>Begins a snapshot. Nobody sweeps the store until it is disposed.</summary>
    /// <param name="random">Where nonces and the pack's name come from.</param>
    /// <param name="buildsOnStored">Whether chunks that are stored already are not written again. After damage nothing is built on them.</param>
    public SnapshotWriter BeginSnapshot(RandomSource random, bool buildsOnStored = true)
    {
        var lease = Lease("write a snapshot");
        try
        {
            var missing = FindMissingPacks();
            return new SnapshotWriter(
                Layout.Packs, ChunkKeys, id => buildsOnStored && Catalog.Find(id) is { } place && !missing.Contains(place.Pack), IsPackNamed, ReadGeneration(), random, lease);
        }
        catch
        {
            lease.Dispose();
            throw;
        }
    }

    /// <summary>The packs that the catalog names and that are gone or cut short: what stands in them is stored again.</summary>
    private HashSet<string> FindMissingPacks() => Catalog.Read("SELECT name, size FROM pack", row => (Name: row.GetString(0), Size: row.GetInt64(1)))
        .Where(pack => new FileInfo(_packs.PathOf(pack.Name)) is not { Exists: true } file || file.Length != pack.Size)
        .Select(pack => pack.Name).ToHashSet(StringComparer.Ordinal);

    /// <summary>Whether the catalog names a pack.</summary>
    internal bool IsPackNamed(string name) => Catalog.Read("SELECT 1 FROM pack WHERE name = $name", row => row.GetInt32(0), ("$name", name)).Count > 0;

    private long ReadGeneration() => Catalog.Read("SELECT value FROM meta WHERE name = 'generation'", row => row.GetInt64(0)) is [var generation, ..]
        ? generation
        : throw new SwarmException(ErrorCode.StoreDamaged, $"The catalog of the store under '{Layout.Root}' is damaged: it lacks its generation. Run 'swarm store repair'.");
}

using Swarm.Core.Errors;
using Swarm.Cryptography.Ratchet;
using Swarm.Storage.Maintenance;
using Swarm.Storage.Nodes;

namespace Swarm.Storage.Stores;

/// <content>What has to hold before a step runs.</content>
public sealed partial class Store
{
    /// <summary>The most bytes of a catalog that is read whole before a run.</summary>
    private const long SmallCatalog = 1 << 20;

    /// <summary>
    /// Makes sure that what a run makes can be committed: the keys and the store's secret open, the head log is current, and the
    /// parent's certificate and capabilities are what the catalog names. A small catalog is read whole; of a large one what a commit does not touch may
    /// be damaged. So no step runs in vain.
    /// </summary>
    /// <param name="parent">The node to start from; null for a launch.</param>
    /// <exception cref="SwarmException">Something is damaged or missing (<c>STORE_DAMAGED</c>), or a key is (<c>KEY_INVALID</c>, <c>KEY_EXPOSED</c>).</exception>
    public void RequireReady(NodeRecord? parent)
    {
        _ = Keys.Signing;
        _ = ChunkKeys;
        RequireWholeCatalog();
        Heads.RequireCurrent(() => Heads.Last, Keys.Public.VerificationKey, Document.StoreId);
        if (DescriptionAudit.FindDifference(this) is { } difference)
        {
            throw Damaged(difference);
        }

        if (parent is not null)
        {
            RequireNode(parent);
        }
    }

    /// <summary>The time of a run does not grow with the catalog, so that SQLite's check is for small ones.</summary>
    private void RequireWholeCatalog()
    {
        if (new FileInfo(Layout.Catalog).Length <= SmallCatalog
            && Catalog.Read("PRAGMA integrity_check(1)", row => row.GetString(0)) is [var finding, ..] && finding is not "ok")
        {
            throw Damaged($"The catalog '{Layout.Catalog}' is damaged: {finding.ReplaceLineEndings(" ").TrimEnd('.')}");
        }
    }

    /// <summary>A run's certificate is held against its parent's, and its capabilities follow from the parent's.</summary>
    private void RequireNode(NodeRecord node)
    {
        var problems = new List<StoreProblem>();

        // What this store keeps of it: a runner has the parent's capabilities and snapshot, and of its certificate the digest alone.
        if (FindNode(node.NodeId) is { } kept)
        {
            new NodeAudit(this, [], problems.Add).AuditForResume(kept);
        }

        if (problems.Count > 0)
        {
            throw Damaged($"Node {problems[0].Subject}: {problems[0].Detail.TrimEnd('.')}");
        }

        using var state = OpenCapability(node, RatchetKind.State);
        using var net = OpenCapability(node, RatchetKind.Net);
    }

    private static SwarmException Damaged(string what) => new(
        ErrorCode.StoreDamaged, $"{what}: no step is run on a damaged store. Run 'swarm store check' to see everything, then 'swarm store repair'.");
}

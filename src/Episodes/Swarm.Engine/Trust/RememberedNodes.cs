using System.Collections.Concurrent;
using Swarm.Core.Digests;
using Swarm.Execution.Certification;
using Swarm.Storage.Catalogs;
using Swarm.Storage.Nodes;
using Swarm.Storage.Stores;
using Swarm.Verification.Certificates;

namespace Swarm.Engine.Trust;

/// <summary>The evidence of a store's nodes that one command has read, with the rows that the catalog had of them.</summary>
/// <param name="store">The store.</param>
/// <param name="time">The clock.</param>
internal sealed class RememberedNodes(Store store, TimeProvider time)
{
    private readonly RememberedEvidence _evidence = new(time);
    private readonly ConcurrentDictionary<string, (CatalogMark Mark, NodeRecord? Node)> _rows = new(StringComparer.Ordinal);

    /// <summary>Finds the evidence of a node; null where it is not at hand.</summary>
    /// <param name="nodeId">The node.</param>
    /// <param name="mark">How the catalog stands: a row that was read at the same mark is not read again.</param>
    public CertificateEvidence? Find(string nodeId, CatalogMark mark) => FindRow(nodeId, mark) is { } node ? Find(node) : null;

    /// <summary>Finds the evidence of a node.</summary>
    /// <param name="node">What the catalog has of it now.</param>
    public CertificateEvidence? Find(NodeRecord node) => _evidence.Find(store.Layout.NodeFolder(node.OriginNodeId), node, () =>
    {
        // The capabilities first: where they change meanwhile, the digest is not that of those that are opened, and the next look reads anew.
        var tokens = store.Layout.NodeFile(node.OriginNodeId, NodeFiles.NextTokens);
        var capabilities = !node.IsRemoved && File.Exists(tokens) ? DocumentFile.Read(tokens) : [];
        return NodeEvidence.Find(store, node) is { } evidence ? evidence with { Capabilities = Digest.Compute(capabilities) } : null;
    });

    private NodeRecord? FindRow(string nodeId, CatalogMark mark)
    {
        if (!_rows.TryGetValue(nodeId, out var known) || known.Mark != mark)
        {
            _rows[nodeId] = known = (mark, store.FindNode(nodeId));
        }

        return known.Node;
    }
}

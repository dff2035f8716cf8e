using Swarm.Core.Contracts;
using Swarm.Core.Identifiers;
using Swarm.Storage.Nodes;
using Swarm.Storage.Stores;

namespace Swarm.Storage.Maintenance;

/// <summary>Makes the rows of nodes again: from the signed head log, which has all that happened, and from the nodes' documents.</summary>
internal sealed class NodeRecovery(
    StoreLayout layout, IReadOnlyList<HeadEntry> entries, IReadOnlyDictionary<string, NodeRecord> rows, Func<string, bool> hasSnapshot, Action<string> note)
{
    private readonly Dictionary<string, NodeRecord> _nodes = new(StringComparer.Ordinal);
    private readonly List<NodeRecord> _ordered = [];

    /// <summary>Nodes that are whole and that the log does not know: a crash, or damage to the log, came before their entries.</summary>
    public IReadOnlyList<NodeRecord> Adopted { get; private set; } = [];

    /// <summary>Gives the nodes in the order of creation.</summary>
    public IReadOnlyList<NodeRecord> Run()
    {
        var removed = entries.Where(IsRemoval).Select(entry => entry.NodeId).ToHashSet(StringComparer.Ordinal);
        foreach (var entry in entries.Where(entry => !IsRemoval(entry)))
        {
            var node = IsFork(entry) ? MakeFork(entry) : NodeLoader.Load(layout, entry, rows.GetValueOrDefault(entry.NodeId));
            if (node is null)
            {
                note($"Node {entry.NodeId} ('{entry.Label}') is lost: its documents are gone.");
            }
            else
            {
                Add(node with { IsRemoved = removed.Contains(node.NodeId) });
            }
        }

        Adopt();
        return _ordered;
    }

    private void Add(NodeRecord node)
    {
        if (_nodes.TryAdd(node.NodeId, node))
        {
            _ordered.Add(node);
        }
    }

    private NodeRecord? MakeFork(HeadEntry entry) =>
        entry.ParentNodeId is { } parentId && _nodes.TryGetValue(parentId, out var parent)
            ? parent with
            {
                NodeId = entry.NodeId,
                ParentNodeId = parentId,
                RunId = null,
                Operation = Operations.Fork,
                Label = entry.Label,
                ForkOrdinal = _ordered.Count(node => IsForkOf(node, parentId, entry.Label)),
                CreatedAt = entry.Timestamp,
            }
            : null;

    private void Adopt()
    {
        var found = layout.NodeFolders.Select(folder => Path.GetFileName(folder))
            .Where(id => Identifier.IsValid(id, Identifier.NodePrefix) && !_nodes.ContainsKey(id))
            .Where(id => File.Exists(layout.NodeFile(id, NodeFiles.NextTokens)))
            .Select(id => NodeLoader.Load(layout, id)).OfType<NodeRecord>().Where(node => hasSnapshot(node.StateId))
            .OrderBy(node => node.RatchetStep).ThenBy(node => node.CreatedAt, StringComparer.Ordinal)
            .ThenBy(node => node.NodeId, StringComparer.Ordinal).ToArray();
        foreach (var node in found)
        {
            note($"Node {node.NodeId} ('{node.Label}') is whole, and the head log did not have it: it was added.");
            Add(node);
        }

        Adopted = found;
    }

    private static bool IsRemoval(HeadEntry entry) => string.Equals(entry.Operation, Operations.Remove, StringComparison.Ordinal);

    private static bool IsFork(HeadEntry entry) => string.Equals(entry.Operation, Operations.Fork, StringComparison.Ordinal);

    private static bool IsForkOf(NodeRecord node, string parentId, string label) =>
        string.Equals(node.Operation, Operations.Fork, StringComparison.Ordinal)
        && string.Equals(node.ParentNodeId, parentId, StringComparison.Ordinal)
        && string.Equals(node.Label, label, StringComparison.Ordinal);
}

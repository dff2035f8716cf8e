using Swarm.Core.Errors;
using Swarm.Core.Identifiers;
using Swarm.Storage.Nodes;
using Swarm.Storage.Runs;
using Swarm.Storage.Stores;

namespace Swarm.Engine.Nodes;

/// <summary>Finds what a reference names.</summary>
internal static class NodeResolver
{
    private const int MostListed = 8;

    public static NodeRecord Resolve(Store store, NodeReference reference)
    {
        var text = reference.Text.Trim();
        var node = text switch
        {
            "" => throw new SwarmException(ErrorCode.NodeNotFound, "No node is named: give a node's id, 'run:<id>' or 'branch:<label>'."),
            _ when text.StartsWith(NodeReference.BranchPrefix, StringComparison.Ordinal) => BranchTips.Resolve(store, text[NodeReference.BranchPrefix.Length..]),
            _ when text.StartsWith(NodeReference.RunPrefix, StringComparison.Ordinal) => FindByRun(store, text[NodeReference.RunPrefix.Length..]),
            _ when text.StartsWith(Identifier.RunPrefix, StringComparison.Ordinal) => FindByRun(store, text),
            _ when text.StartsWith(Identifier.NodePrefix, StringComparison.Ordinal) => FindById(store, text),
            _ => BranchTips.Resolve(store, text),
        };
        return node.IsRemoved
            ? throw new SwarmException(ErrorCode.NodeNotFound, $"Node {node.NodeId} was removed: only its certificate is left.")
            : node;
    }

    /// <summary>Finds a run by its id, or as the one that made a node.</summary>
    public static RunRecord ResolveRun(Store store, string text)
    {
        var id = text.StartsWith(NodeReference.RunPrefix, StringComparison.Ordinal) ? text[NodeReference.RunPrefix.Length..] : text;
        if (id.StartsWith(Identifier.RunPrefix, StringComparison.Ordinal) || id.Length == 0)
        {
            return Single(text, id.Length == 0 ? [] : store.FindRunsByPrefix(id, MostListed), run => run.RunId, "run");
        }

        var node = Resolve(store, new NodeReference(text));
        return node.RunId is { } runId && store.FindRun(runId) is { } run
            ? run
            : throw new SwarmException(ErrorCode.NodeNotFound, $"Node {node.NodeId} was not made by a run here but by {node.Operation}: name a run.");
    }

    private static NodeRecord FindById(Store store, string id) => store.FindNode(id) ?? Single(id, store.FindNodesByPrefix(id, MostListed), node => node.NodeId, "node");

    private static NodeRecord FindByRun(Store store, string id)
    {
        var run = ResolveRun(store, id);
        return run.NodeId is { } nodeId && store.FindNode(nodeId) is { } node
            ? node
            : throw new SwarmException(ErrorCode.NodeNotFound, $"Run {run.RunId} has no node: it is {run.Status}.");
    }

    private static T Single<T>(string text, IReadOnlyList<T> found, Func<T, string> idOf, string kind)
        where T : class => found.Count switch
        {
            1 => found[0],
            0 => throw new SwarmException(ErrorCode.NodeNotFound, $"No {kind} has the id '{text}': 'swarm run list' shows what is there."),
            _ => throw new SwarmException(ErrorCode.AmbiguousLabel, $"'{text}' begins the ids of more than one {kind}: {string.Join(", ", found.Select(idOf))}. Give more of it."),
        };
}

using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Swarm.Core.Contracts;
using Swarm.Core.Errors;
using Swarm.Core.Identifiers;
using Swarm.Core.Time;
using Swarm.Engine.Runs;
using Swarm.Engine.Sessions;
using Swarm.Engine.Trees;
using Swarm.Storage.Heads;
using Swarm.Storage.Nodes;
using Swarm.Verification.Keys;

namespace Swarm.Engine.Nodes;

/// <summary>Finding, forking, removing and drawing nodes.</summary>
public sealed class NodeService
{
    private readonly SwarmSession _session;

    internal NodeService(SwarmSession session) => _session = session;

    /// <summary>Gives the node that a reference names.</summary>
    /// <param name="reference">The reference.</param>
    /// <exception cref="SwarmException">There is none, or more than one (<c>NODE_NOT_FOUND</c>, <c>AMBIGUOUS_LABEL</c>).</exception>
    public NodeInfo Get(NodeReference reference) => Wrap(NodeResolver.Resolve(_session.Store, reference));

    /// <summary>Gives all nodes that are there, in the order of creation.</summary>
    public IReadOnlyList<NodeInfo> List() => [.. Read()];

    /// <summary>Reads the nodes that are there in the order of creation, only as far as whoever asks reads on.</summary>
    public IEnumerable<NodeInfo> Read() => _session.Store.ReadNodes().Where(node => !node.IsRemoved).Select(Wrap);

    /// <summary>Reads the nodes that a filter wants in the order of creation.</summary>
    /// <param name="filter">The filter.</param>
    public IEnumerable<NodeInfo> Read(RunFilter filter)
    {
        ArgumentNullException.ThrowIfNull(filter);
        return filter.Newest(Read().Where(node => filter.Wants(node.Record.Label, node.Record.CreatedAt) && IsOf(node, filter.Statuses)));
    }

    /// <summary>Makes a new branch from a node. Nothing is executed and nothing copied.</summary>
    /// <param name="reference">The node.</param>
    /// <param name="label">The new branch's name.</param>
    public NodeInfo Fork(NodeReference reference, string label) => Fork(reference, [label])[0];

    /// <summary>Makes new branches from a node, none where one of the labels cannot be. Nothing is executed and nothing copied.</summary>
    /// <param name="reference">The node.</param>
    /// <param name="labels">The new branches' names.</param>
    public IReadOnlyList<NodeInfo> Fork(NodeReference reference, IReadOnlyList<string> labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        _session.Sweep();
        var parent = NodeResolver.Resolve(_session.Store, reference);
        return [.. labels.Select(Label.Require).ToArray().Select(label => AddFork(parent, label))];
    }

    /// <summary>Removes a node's state and capabilities; its certificate stays. 'Optimize' gives the space back.</summary>
    /// <param name="reference">The node.</param>
    public NodeInfo Remove(NodeReference reference)
    {
        _session.Sweep();
        var node = NodeResolver.Resolve(_session.Store, reference);
        _session.Store.RemoveNode(node);
        return Wrap(node);
    }

    /// <summary>Draws the tree.</summary>
    /// <param name="reference">The node to begin with; null for all roots.</param>
    /// <param name="format">How to draw it.</param>
    public string Draw(NodeReference? reference, TreeFormat format)
    {
        var from = reference is null ? null : NodeResolver.Resolve(_session.Store, reference).NodeId;
        var runs = _session.Store.ListRuns().Select(run => AbandonedRuns.Show(_session, run)).ToDictionary(run => run.RunId, StringComparer.Ordinal);
        return TreeDrawing.Draw(_session.Store.ListNodes(), runs, from, format);
    }

    /// <summary>Gives the head log, oldest first, verified with the keys that are trusted for head logs.</summary>
    /// <exception cref="SwarmException">It was altered, cut or reordered (<c>STORE_DAMAGED</c>).</exception>
    public IReadOnlyList<HeadRecord> ListHeads() => HeadLog.Verify(_session.Store.Heads.Envelopes, _session.TrustedKeys.For(KeyRole.Head));

    /// <summary>The certificate's file of a node, or null where it came without one.</summary>
    /// <param name="node">The node.</param>
    public string? CertificatePath(NodeInfo node)
    {
        ArgumentNullException.ThrowIfNull(node);
        return node.Record.CertificateSha256 is null ? null : _session.Store.Layout.NodeFile(node.Record.OriginNodeId, NodeFiles.Certificate);
    }

    private bool IsOf(NodeInfo node, IReadOnlyList<string>? statuses) =>
        statuses is null || (node.Record.RunId is { } run && _session.Store.FindRun(run) is { } found && statuses.Contains(found.Status, StringComparer.Ordinal));

    private NodeInfo AddFork(NodeRecord parent, string label) => WrapNew(_session.Store.AddFork(parent.NodeId, label, ordinal => parent with
    {
        NodeId = MakeForkId(parent, label, ordinal),
        ParentNodeId = parent.NodeId,
        RunId = null,
        Operation = Operations.Fork,
        Label = label,
        ForkOrdinal = ordinal,
        CreatedAt = RecordedClock.Format(_session.Clock.Now),
    }));

    // A fork executes nothing, so that its id follows from what it is: the same forks of the same node are the same in every store.
    private static string MakeForkId(NodeRecord parent, string label, int ordinal)
    {
        var what = string.Create(CultureInfo.InvariantCulture, $"swarm/fork/v1\n{parent.NodeId}\n{label}\n{ordinal}");
        return Identifier.Format(Identifier.NodePrefix, SHA256.HashData(Encoding.UTF8.GetBytes(what)));
    }

    internal NodeInfo Wrap(NodeRecord node) => new(node, _session.Root);

    internal NodeInfo WrapNew(NodeRecord node) => Wrap(node) with { Warning = BranchTips.DescribeAmbiguity(_session.Store, node.Label) };
}

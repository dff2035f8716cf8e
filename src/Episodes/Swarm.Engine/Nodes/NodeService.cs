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

    /// <summary>Reads the nodes in the order of creation, only as far as whoever asks reads on.</summary>
    /// <param name="includeRemoved">Whether removed ones are read too.</param>
    public IEnumerable<NodeInfo> Read(bool includeRemoved = false) => _session.Store.ReadNodes().Where(node => includeRemoved || !node.IsRemoved).Select(Wrap);

    /// <summary>Reads the nodes that a filter wants in the order of creation.</summary>
    /// <param name="filter">The filter.</param>
    public IEnumerable<NodeInfo> Read(RunFilter filter)
    {
        ArgumentNullException.ThrowIfNull(filter);
        return filter.Newest(Read(filter.IncludeRemoved).Where(node => filter.Wants(node.Record.Label, node.Record.CreatedAt) && IsOf(node, filter.Statuses)));
    }

    /// <summary>Makes a new branch from a node. Nothing is executed and nothing copied.</summary>
    /// <param name="reference">The node.</param>
    /// <param name="label">The new branch's name.</param>
    public NodeInfo Fork(NodeReference reference, string label) => Fork(reference, [label])[0];

    /// <summary>Makes new branches from a node, all or none, in one durable write. Nothing is executed and nothing copied.</summary>
    /// <param name="reference">The node.</param>
    /// <param name="labels">The new branches' names.</param>
    public IReadOnlyList<NodeInfo> Fork(NodeReference reference, IReadOnlyList<string> labels) => Fork([reference], labels);

    /// <summary>Makes new branches from several nodes, all or none, in one durable write. Nothing is executed and nothing copied.</summary>
    /// <param name="references">The nodes, each of which is forked under each label.</param>
    /// <param name="labels">The new branches' names.</param>
    /// <returns>The new nodes: those of the first node in the order of the labels, then those of the next.</returns>
    /// <exception cref="SwarmException">
    /// A node is not there (<c>NODE_NOT_FOUND</c>), or a label cannot be one (<c>SPEC_INVALID</c>); then no branch was made.
    /// </exception>
    public IReadOnlyList<NodeInfo> Fork(IReadOnlyList<NodeReference> references, IReadOnlyList<string> labels)
    {
        ArgumentNullException.ThrowIfNull(references);
        ArgumentNullException.ThrowIfNull(labels);
        _session.Sweep();
        var names = labels.Select(Label.Require).ToArray();
        var parents = references.Select(reference => NodeResolver.Resolve(_session.Store, reference));
        var forks = _session.Store.AddForks([.. parents.SelectMany(parent => names.Select(label => Plan(parent, label)))]);
        var lasts = forks.GroupBy(fork => fork.Label, StringComparer.Ordinal).Select(branch => branch.Last().NodeId).ToHashSet(StringComparer.Ordinal);
        return [.. forks.Select(fork => lasts.Contains(fork.NodeId) ? WrapNew(fork) : Wrap(fork))];
    }

    /// <summary>Gives the nodes that a rule of retention does not keep, in the order of creation.</summary>
    /// <param name="rule">The rule.</param>
    /// <exception cref="SwarmException">It says nothing of what to keep, or would remove everything (<c>SPEC_INVALID</c>).</exception>
    public IReadOnlyList<NodeInfo> FindExpired(RetentionRule rule)
    {
        ArgumentNullException.ThrowIfNull(rule);
        var runs = _session.Store.ListRuns(RunStatus.Running).Select(run => AbandonedRuns.Show(_session, run)).Concat(_session.Store.ListRuns(RunStatus.Pending));
        return [.. Retention.FindExpired(_session.Store.ListNodes(), [.. runs], rule.Require(), _session.Clock.Now).Select(Wrap)];
    }

    /// <summary>Removes a node's state and capabilities; its certificate stays. 'Optimize' gives the space back.</summary>
    /// <param name="reference">The node.</param>
    public NodeInfo Remove(NodeReference reference) => Remove([Get(reference)])[0];

    /// <summary>Removes the state and the capabilities of nodes, all or none; their certificates stay. 'Optimize' gives the space back.</summary>
    /// <param name="nodes">The nodes.</param>
    /// <returns>The nodes as they are now.</returns>
    public IReadOnlyList<NodeInfo> Remove(IReadOnlyList<NodeInfo> nodes)
    {
        ArgumentNullException.ThrowIfNull(nodes);
        _session.Sweep();
        _session.Store.RemoveNodes([.. nodes.Select(node => node.Record)]);
        return [.. nodes.Select(node => Wrap(node.Record with { IsRemoved = true }))];
    }

    /// <summary>Gives the names of all branches that have a node.</summary>
    public IReadOnlyList<string> ListBranches() => _session.Store.ListLabels();

    /// <summary>Refuses a branch's name that no node has.</summary>
    /// <param name="label">The name.</param>
    /// <exception cref="SwarmException">There is none (<c>NODE_NOT_FOUND</c>).</exception>
    public void RequireBranch(string label) => BranchTips.Require(_session.Store, label);

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
        statuses is null || (node.Record.RunId is { } run && _session.Store.FindRun(run) is { } found
            && statuses.Contains(node.Record.IsRemoved ? RunStatus.Removed : found.Status, StringComparer.Ordinal));

    private NodeFork Plan(NodeRecord parent, string label) => new(parent.NodeId, label, ordinal => parent with
    {
        NodeId = MakeForkId(parent, label, ordinal),
        ParentNodeId = parent.NodeId,
        RunId = null,
        Operation = Operations.Fork,
        Label = label,
        ForkOrdinal = ordinal,
        CreatedAt = RecordedClock.Format(_session.Clock.Now),
    });

    // A fork executes nothing, so that its id follows from what it is: the same forks of the same node are the same in every store.
    private static string MakeForkId(NodeRecord parent, string label, int ordinal)
    {
        var what = string.Create(CultureInfo.InvariantCulture, $"swarm/fork/v1\n{parent.NodeId}\n{label}\n{ordinal}");
        return Identifier.Format(Identifier.NodePrefix, SHA256.HashData(Encoding.UTF8.GetBytes(what)));
    }

    internal NodeInfo Wrap(NodeRecord node) => new(node, _session.Root);

    internal NodeInfo WrapNew(NodeRecord node) => Wrap(node) with { Warning = BranchTips.DescribeAmbiguity(_session.Store, node.Label) };
}

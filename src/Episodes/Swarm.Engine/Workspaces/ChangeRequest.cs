using Swarm.Engine.Nodes;

namespace Swarm.Engine.Workspaces;

/// <summary>Which changes of a workspace are meant: from a base to a node.</summary>
/// <param name="Node">The node.</param>
public sealed record ChangeRequest(NodeReference Node)
{
    /// <summary>The node before the changes; null for the root of the node's lineage.</summary>
    public NodeReference? Base { get; init; }

    /// <summary>The folder that stands for what was before the changes, in place of a node; relative to the current folder.</summary>
    public string? BaseFolder { get; init; }

    /// <summary>Only these paths: patterns as in an ignore file; null for all.</summary>
    public IReadOnlyList<string>? Paths { get; init; }
}

using Swarm.Engine.Nodes;

namespace Swarm.PowerShell.Records;

/// <summary>A node: an immutable point in the tree.</summary>
public sealed record SwarmNode
{
    /// <summary>Its id.</summary>
    public string NodeId { get; internal init; } = string.Empty;

    /// <summary>The node that it came from; null at the root.</summary>
    public string? ParentNodeId { get; internal init; }

    /// <summary>The run that made it; null for a fork or an import.</summary>
    public string? RunId { get; internal init; }

    /// <summary>The branch's name.</summary>
    public string Label { get; internal init; } = string.Empty;

    /// <summary>How it came to be: <c>launch</c>, <c>resume</c>, <c>fork</c> or <c>import</c>.</summary>
    public string Operation { get; internal init; } = string.Empty;

    /// <summary>The ratchet step of its capabilities.</summary>
    public long RatchetStep { get; internal init; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset CreatedAt { get; internal init; }

    /// <summary>Whether its state and capabilities were removed; its certificate stays.</summary>
    public bool IsRemoved { get; internal init; }

    /// <summary>The folder that holds its store.</summary>
    public string Root { get; internal init; } = string.Empty;

    internal static SwarmNode From(NodeInfo node) => new()
    {
        NodeId = node.Record.NodeId,
        ParentNodeId = node.Record.ParentNodeId,
        RunId = node.Record.RunId,
        Label = node.Record.Label,
        Operation = node.Record.Operation,
        RatchetStep = node.Record.RatchetStep,
        CreatedAt = RecordedTime.Parse(node.Record.CreatedAt),
        IsRemoved = node.Record.IsRemoved,
        Root = node.Root,
    };

    /// <summary>Its id.</summary>
    public override string ToString() => NodeId;
}

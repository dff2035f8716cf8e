using Swarm.Engine.States;

namespace Swarm.PowerShell.Records;

/// <summary>What differs between two nodes.</summary>
public sealed record SwarmStateDifference
{
    /// <summary>The node compared against.</summary>
    public string ReferenceNodeId { get; internal init; } = string.Empty;

    /// <summary>Its branch.</summary>
    public string ReferenceLabel { get; internal init; } = string.Empty;

    /// <summary>The node that was compared.</summary>
    public string DifferenceNodeId { get; internal init; } = string.Empty;

    /// <summary>Its branch.</summary>
    public string DifferenceLabel { get; internal init; } = string.Empty;

    /// <summary>Whether nothing differs.</summary>
    public bool IsSame { get; internal init; }

    /// <summary>Whether the schemas of the databases differ.</summary>
    public bool SchemaChanged { get; internal init; }

    /// <summary>The tables that either has.</summary>
    public IReadOnlyList<SwarmTableDifference> Tables { get; internal init; } = [];

    /// <summary>The paths of the workspaces that differ.</summary>
    public IReadOnlyList<SwarmFileDifference> Files { get; internal init; } = [];

    /// <summary>The folder that holds the store.</summary>
    public string Root { get; internal init; } = string.Empty;

    internal static SwarmStateDifference From(NodeComparison comparison, string root) => new()
    {
        ReferenceNodeId = comparison.Reference.NodeId,
        ReferenceLabel = comparison.Reference.Label,
        DifferenceNodeId = comparison.Difference.NodeId,
        DifferenceLabel = comparison.Difference.Label,
        IsSame = comparison.IsSame,
        SchemaChanged = comparison.State.SchemaChanged,
        Tables = [.. comparison.State.Tables.Select(SwarmTableDifference.From)],
        Files = [.. comparison.Files.Select(SwarmFileDifference.From)],
        Root = root,
    };

    /// <summary>Both branches.</summary>
    public override string ToString() => $"{ReferenceLabel} -> {DifferenceLabel}";
}

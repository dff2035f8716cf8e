using Swarm.State.Comparison;
using Swarm.Storage.Nodes;

namespace Swarm.Engine.States;

/// <summary>What differs between two nodes.</summary>
/// <param name="Reference">The node compared against.</param>
/// <param name="Difference">The node that is compared.</param>
/// <param name="State">What differs between their databases, table by table.</param>
/// <param name="Files">The paths of the workspace that differ.</param>
public sealed record NodeComparison(NodeRecord Reference, NodeRecord Difference, StateDifference State, IReadOnlyList<FileChange> Files)
{
    /// <summary>Whether nothing differs.</summary>
    public bool IsSame => State.IsSame && Files.Count == 0;
}

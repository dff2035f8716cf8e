using Swarm.Core.Errors;

namespace Swarm.Engine.Nodes;

/// <summary>
/// Which nodes are kept. A node falls only where everything that is said lets it fall: it is of one of the branches, it is not among the
/// newest of its branch, and it is older than the age.
/// </summary>
public sealed record RetentionRule
{
    /// <summary>How many of the newest nodes of each branch are kept; null keeps the tips of branches, and 0 not even those.</summary>
    public int? KeepLast { get; init; }

    /// <summary>The age beyond which a node is not kept; null for any.</summary>
    public TimeSpan? OlderThan { get; init; }

    /// <summary>Whether nodes of a branch may fall; null for all branches.</summary>
    public Func<string, bool>? HasLabel { get; init; }

    internal RetentionRule Require() => this switch
    {
        { KeepLast: null, OlderThan: null } => throw new SwarmException(
            ErrorCode.SpecInvalid, "Nothing says which nodes to keep: say how many of the newest of each branch, or from which age on they go."),
        { KeepLast: < 0 } => throw new SwarmException(ErrorCode.SpecInvalid, $"{KeepLast} is no number of nodes to keep: name 0 or more."),
        { KeepLast: 0, OlderThan: null, HasLabel: null } => throw new SwarmException(
            ErrorCode.SpecInvalid, "To keep none of any age and any branch would remove every node: name the branches, or an age."),
        _ => this,
    };
}

namespace Swarm.State.Comparison;

/// <summary>How a table or a row of the difference database relates to the reference database.</summary>
public enum ChangeKind
{
    /// <summary>It is the same in both.</summary>
    Unchanged,

    /// <summary>Only the difference database has it.</summary>
    Added,

    /// <summary>Only the reference database has it.</summary>
    Removed,

    /// <summary>Both have it, and it differs.</summary>
    Changed,
}

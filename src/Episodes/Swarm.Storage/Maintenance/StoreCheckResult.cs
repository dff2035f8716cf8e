namespace Swarm.Storage.Maintenance;

/// <summary>What a check of a store found.</summary>
public sealed record StoreCheckResult
{
    /// <summary>Whether nothing is wrong. Leftovers are not wrong.</summary>
    public bool IsSound => Problems.Count == 0;

    /// <summary>The nodes that are there.</summary>
    public required int Nodes { get; init; }

    /// <summary>The nodes whose state was removed.</summary>
    public required int RemovedNodes { get; init; }

    /// <summary>The snapshots that the nodes share.</summary>
    public required int Snapshots { get; init; }

    /// <summary>The entries of the head log.</summary>
    public required int Heads { get; init; }

    /// <summary>The packs.</summary>
    public required int Packs { get; init; }

    /// <summary>The records in them.</summary>
    public required long Records { get; init; }

    /// <summary>The records that no node needs; Optimize drops them where it pays.</summary>
    public required long UnneededRecords { get; init; }

    /// <summary>The bytes that were read.</summary>
    public required long Bytes { get; init; }

    /// <summary>What is wrong.</summary>
    public required IReadOnlyList<StoreProblem> Problems { get; init; }

    /// <summary>Files and folders that an ended process left behind and that harm nothing; Optimize removes them.</summary>
    public required IReadOnlyList<string> Leftovers { get; init; }
}

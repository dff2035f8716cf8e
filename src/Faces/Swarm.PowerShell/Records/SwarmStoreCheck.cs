using Swarm.Storage.Maintenance;

namespace Swarm.PowerShell.Records;

/// <summary>What a check of a store found.</summary>
public sealed record SwarmStoreCheck
{
    /// <summary>Whether nothing is wrong. Leftovers are not wrong.</summary>
    public bool IsSound { get; internal init; }

    /// <summary>What is wrong.</summary>
    public IReadOnlyList<SwarmStoreProblem> Problems { get; internal init; } = [];

    /// <summary>The nodes that are there.</summary>
    public int Nodes { get; internal init; }

    /// <summary>The nodes whose state was removed.</summary>
    public int RemovedNodes { get; internal init; }

    /// <summary>The snapshots that the nodes share.</summary>
    public int Snapshots { get; internal init; }

    /// <summary>The entries of the head log.</summary>
    public int Heads { get; internal init; }

    /// <summary>The packs.</summary>
    public int Packs { get; internal init; }

    /// <summary>The records in them.</summary>
    public long Records { get; internal init; }

    /// <summary>The records that no node needs.</summary>
    public long UnneededRecords { get; internal init; }

    /// <summary>The bytes of the packs.</summary>
    public long SizeBytes { get; internal init; }

    /// <summary>What an ended process left behind.</summary>
    public IReadOnlyList<string> Leftovers { get; internal init; } = [];

    /// <summary>The folder that holds the store.</summary>
    public string Root { get; internal init; } = string.Empty;

    internal static SwarmStoreCheck From(StoreCheckResult check, string root) => new()
    {
        IsSound = check.IsSound,
        Problems = [.. check.Problems.Select(SwarmStoreProblem.From)],
        Nodes = check.Nodes,
        RemovedNodes = check.RemovedNodes,
        Snapshots = check.Snapshots,
        Heads = check.Heads,
        Packs = check.Packs,
        Records = check.Records,
        UnneededRecords = check.UnneededRecords,
        SizeBytes = check.Bytes,
        Leftovers = check.Leftovers,
        Root = root,
    };

    /// <summary>The folder, and what was found.</summary>
    public override string ToString() => $"{Root}: {(IsSound ? "sound" : "damaged")}";
}

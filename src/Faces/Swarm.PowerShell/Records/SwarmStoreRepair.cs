using Swarm.Storage.Maintenance;

namespace Swarm.PowerShell.Records;

/// <summary>What a repair of a store mended.</summary>
public sealed record SwarmStoreRepair
{
    /// <summary>Whether nothing is missing any more.</summary>
    public bool IsSound { get; internal init; }

    /// <summary>What is still missing.</summary>
    public IReadOnlyList<SwarmStoreProblem> Missing { get; internal init; } = [];

    /// <summary>The nodes in the rebuilt catalog, removed ones included.</summary>
    public int Nodes { get; internal init; }

    /// <summary>The forks among them.</summary>
    public int Forks { get; internal init; }

    /// <summary>The runs in the rebuilt catalog.</summary>
    public int Runs { get; internal init; }

    /// <summary>The packs in the rebuilt catalog.</summary>
    public int Packs { get; internal init; }

    /// <summary>The records in the rebuilt catalog.</summary>
    public long Records { get; internal init; }

    /// <summary>The records that were taken from a bundle or another store.</summary>
    public int MendedRecords { get; internal init; }

    /// <summary>The catalog as it was before; null where there was none.</summary>
    public string? CatalogBackup { get; internal init; }

    /// <summary>What else happened.</summary>
    public IReadOnlyList<string> Notes { get; internal init; } = [];

    /// <summary>The folder that holds the store.</summary>
    public string Root { get; internal init; } = string.Empty;

    internal static SwarmStoreRepair From(StoreRepairResult result, string root) => new()
    {
        IsSound = result.IsSound,
        Missing = [.. result.Missing.Select(SwarmStoreProblem.From)],
        Nodes = result.Nodes,
        Forks = result.Forks,
        Runs = result.Runs,
        Packs = result.Packs,
        Records = result.Records,
        MendedRecords = result.MendedRecords,
        CatalogBackup = result.CatalogBackup,
        Notes = result.Notes,
        Root = root,
    };

    /// <summary>The folder, and what was found.</summary>
    public override string ToString() => $"{Root}: {(IsSound ? "sound" : "damaged")}";
}

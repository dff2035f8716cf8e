namespace Swarm.Storage.Maintenance;

/// <summary>What a repair mended.</summary>
public sealed record StoreRepairResult
{
    /// <summary>Whether nothing is missing any more.</summary>
    public bool IsSound => Missing.Count == 0;

    /// <summary>The nodes in the rebuilt catalog, removed ones included.</summary>
    public required int Nodes { get; init; }

    /// <summary>The forks among them.</summary>
    public required int Forks { get; init; }

    /// <summary>The runs in the rebuilt catalog.</summary>
    public required int Runs { get; init; }

    /// <summary>The packs in the rebuilt catalog.</summary>
    public required int Packs { get; init; }

    /// <summary>The records in the rebuilt catalog.</summary>
    public required long Records { get; init; }

    /// <summary>The records that were taken from a bundle or another store.</summary>
    public required int MendedRecords { get; init; }

    /// <summary>The catalog as it was before; null where there was none.</summary>
    public required string? CatalogBackup { get; init; }

    /// <summary>What was done beyond rebuilding, a line each.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>What is still wrong.</summary>
    public required IReadOnlyList<StoreProblem> Missing { get; init; }
}

namespace Swarm.Storage.Maintenance;

/// <summary>What an optimisation dropped, or would drop.</summary>
public sealed record StoreOptimizeResult
{
    /// <summary>Whether it only counted.</summary>
    public required bool IsDryRun { get; init; }

    /// <summary>The bytes that the packs had.</summary>
    public required long BytesBefore { get; init; }

    /// <summary>The bytes that the packs have now.</summary>
    public required long BytesAfter { get; init; }

    /// <summary>The bytes that were given back, leftovers included.</summary>
    public required long DroppedBytes { get; init; }

    /// <summary>The packs that were removed, repacked ones included.</summary>
    public required int DroppedPacks { get; init; }

    /// <summary>Those of them whose needed records were copied to new packs.</summary>
    public required int RepackedPacks { get; init; }

    /// <summary>The records that were dropped.</summary>
    public required long DroppedRecords { get; init; }

    /// <summary>The files and folders that an ended process had left behind.</summary>
    public required int DroppedLeftovers { get; init; }
}

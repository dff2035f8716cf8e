using Swarm.Storage.Maintenance;

namespace Swarm.PowerShell.Records;

/// <summary>What an optimisation of a store dropped, or would drop.</summary>
public sealed record SwarmStoreOptimization
{
    /// <summary>Whether it only counted.</summary>
    public bool IsDryRun { get; internal init; }

    /// <summary>The bytes that the packs had.</summary>
    public long BytesBefore { get; internal init; }

    /// <summary>The bytes that the packs have now, or would have.</summary>
    public long BytesAfter { get; internal init; }

    /// <summary>The bytes that were given back, leftovers included.</summary>
    public long DroppedBytes { get; internal init; }

    /// <summary>The packs that were removed, repacked ones included.</summary>
    public int DroppedPacks { get; internal init; }

    /// <summary>Those of them whose needed records were copied to new packs.</summary>
    public int RepackedPacks { get; internal init; }

    /// <summary>The records that were dropped.</summary>
    public long DroppedRecords { get; internal init; }

    /// <summary>The files and folders that an ended process had left behind.</summary>
    public int DroppedLeftovers { get; internal init; }

    /// <summary>The folder that holds the store.</summary>
    public string Root { get; internal init; } = string.Empty;

    internal static SwarmStoreOptimization From(StoreOptimizeResult result, string root) => new()
    {
        IsDryRun = result.IsDryRun,
        BytesBefore = result.BytesBefore,
        BytesAfter = result.BytesAfter,
        DroppedBytes = result.DroppedBytes,
        DroppedPacks = result.DroppedPacks,
        RepackedPacks = result.RepackedPacks,
        DroppedRecords = result.DroppedRecords,
        DroppedLeftovers = result.DroppedLeftovers,
        Root = root,
    };

    /// <summary>The folder, and what was dropped.</summary>
    public override string ToString() => $"{Root}: {DroppedBytes} bytes dropped";
}

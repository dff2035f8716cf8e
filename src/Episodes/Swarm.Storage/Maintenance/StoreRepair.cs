using Swarm.Core.Randomness;
using Swarm.Core.Time;
using Swarm.Cryptography.Signing;
using Swarm.Storage.Locks;
using Swarm.Storage.Stores;

namespace Swarm.Storage.Maintenance;

/// <summary>What to repair, and with what.</summary>
public sealed record StoreRepair
{
    /// <summary>The folder that holds the store.</summary>
    public required string Root { get; init; }

    /// <summary>The clock of recorded times.</summary>
    public required RecordedClock Clock { get; init; }

    /// <summary>How long to wait for another process.</summary>
    public required LockPatience Patience { get; init; }

    /// <summary>Where nonces and names come from.</summary>
    public required RandomSource Random { get; init; }

    /// <summary>Signs a certificate of a run again, given its bytes and the run's id; null where nobody does.</summary>
    public Func<byte[], string, SigningKey, byte[]>? Attest { get; init; }

    /// <summary>Bundles to take missing parts from, as absolute paths.</summary>
    public IReadOnlyList<string> Bundles { get; init; } = [];

    /// <summary>Other open stores of the same operator to take missing parts from.</summary>
    public IReadOnlyList<Store> Stores { get; init; } = [];
}

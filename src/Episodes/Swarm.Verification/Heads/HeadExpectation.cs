using Swarm.Core.Contracts;
using Swarm.Core.Digests;

namespace Swarm.Verification.Heads;

/// <summary>What the caller knows of a store's head log, and what the store shows.</summary>
public sealed record HeadExpectation
{
    /// <summary>The entry that the log must contain; null where the caller kept none.</summary>
    public Digest? Expected { get; init; }

    /// <summary>A copy of the log kept elsewhere, with which the store's must begin; empty where the caller kept none.</summary>
    public IReadOnlyList<HeadRecord> Copy { get; init; } = [];

    /// <summary>The log to judge by: the store's, or the copy where there is no store.</summary>
    public IReadOnlyList<HeadRecord> Log { get; init; } = [];

    /// <summary>Why the log does not hold; null where it does.</summary>
    public string? Fault { get; init; }

    /// <summary>Whether the store shows a node; null where there is no store.</summary>
    public Func<string, bool>? HasNode { get; init; }
}

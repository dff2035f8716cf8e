using Swarm.Engine.Nodes;

namespace Swarm.Engine.Races;

/// <summary>What a user asks for: several runs from one node, side by side, and the best of them.</summary>
public sealed record RaceRequest
{
    /// <summary>The node that all start from.</summary>
    public required NodeReference Node { get; init; }

    /// <summary>Who takes part; one at least.</summary>
    public required IReadOnlyList<RaceEntrant> Entrants { get; init; }

    /// <summary>What scores a run whose step succeeded; null where succeeding is all that counts.</summary>
    public IRaceScore? Score { get; init; }

    /// <summary>Whether the lowest score wins.</summary>
    public bool LowestWins { get; init; }

    /// <summary>
    /// Asked for each loser, once there is a winner, whether its nodes are to be removed; certificates stay. Null to keep all.
    /// </summary>
    public Func<RaceStanding, CancellationToken, Task<bool>>? Removes { get; init; }

    /// <summary>The most runs at once; null for one a processor here, and for all of them on a backend.</summary>
    public int? MostAtOnce { get; init; }

    /// <summary>Told of each entrant as it is finished and scored, before anyone has a rank, from any thread; null for nobody.</summary>
    public Action<RaceStanding>? Finished { get; init; }
}

using Swarm.Core.Contracts;
using Swarm.Engine.Runs;

namespace Swarm.Engine.Races;

/// <summary>How an entrant did.</summary>
public sealed record RaceStanding
{
    /// <summary>Its place, from 1; 0 while others still run.</summary>
    public int Rank { get; init; }

    /// <summary>Whether it won: it is the first, its step succeeded, and it was scored where a score was asked for.</summary>
    public bool IsWinner { get; init; }

    /// <summary>The name of its branch.</summary>
    public required string Label { get; init; }

    /// <summary>The node of its fork, which the run started from.</summary>
    public required string ForkNodeId { get; init; }

    /// <summary>Its score; null where none was asked for, its run failed, or it could not be scored.</summary>
    public double? Score { get; init; }

    /// <summary>Its run; null where it did not even begin.</summary>
    public RunInfo? Run { get; init; }

    /// <summary>How long it took, from its beginning to its end, as observed here.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>What kept it from counting, or its nodes from being removed; null where nothing did.</summary>
    public ErrorEntry? Error { get; init; }

    /// <summary>Whether what went wrong is the step's own end, which left a node: a limit, a deadline, or its exit code.</summary>
    public bool IsStepFailure => Run?.Record is { NodeId: not null, Status: not RunStatus.Succeeded };

    /// <summary>Whether its nodes were removed.</summary>
    public bool IsRemoved { get; init; }
}

using Swarm.Engine.Races;
using Swarm.PowerShell.Wording;

namespace Swarm.PowerShell.Records;

/// <summary>How one entrant of a race did.</summary>
public sealed record SwarmRaceResult
{
    /// <summary>Its place, from 1.</summary>
    public int Rank { get; internal init; }

    /// <summary>The name of its branch.</summary>
    public string Label { get; internal init; } = string.Empty;

    /// <summary>Whether it won: it is the first, its step succeeded, and it was scored where a score was asked for.</summary>
    public bool IsWinner { get; internal init; }

    /// <summary>Its score; null where none was asked for, its run failed, or it could not be scored.</summary>
    public double? Score { get; internal init; }

    /// <summary>How its run ended: <c>succeeded</c>, <c>step_failed</c>, <c>step_timed_out</c>, <c>step_limit_exceeded</c>, <c>cancelled</c> or <c>failed</c>.</summary>
    public string Status { get; internal init; } = string.Empty;

    /// <summary>The step's exit code; null where it gave none.</summary>
    public int? ExitCode { get; internal init; }

    /// <summary>How long its run took.</summary>
    public TimeSpan Duration { get; internal init; }

    /// <summary>Its run; null where none began.</summary>
    public string? RunId { get; internal init; }

    /// <summary>The node that its run made; null where it made none.</summary>
    public string? NodeId { get; internal init; }

    /// <summary>The node that its run started from: its fork.</summary>
    public string? ParentNodeId { get; internal init; }

    /// <summary>The digest of its certificate; null where it has none.</summary>
    public string? ArtifactHash { get; internal init; }

    /// <summary>The certificate's file; null where it has none.</summary>
    public string? CertificatePath { get; internal init; }

    /// <summary>What the step wrote as its response; null where it wrote none.</summary>
    public string? Response { get; internal init; }

    /// <summary>What went wrong; null where nothing did.</summary>
    public string? Message { get; internal init; }

    /// <summary>Whether its nodes were removed. Its certificate stays.</summary>
    public bool IsRemoved { get; internal init; }

    /// <summary>The folder that holds its store.</summary>
    public string Root { get; internal init; } = string.Empty;

    internal static SwarmRaceResult From(RaceStanding standing, string root) => new()
    {
        Rank = standing.Rank,
        Label = standing.Label,
        IsWinner = standing.IsWinner,
        Score = standing.Score,
        Status = standing.Run?.Record.Status ?? Core.Contracts.RunStatus.Failed,
        ExitCode = standing.Run?.Record.ExitCode,
        Duration = standing.Duration,
        RunId = standing.Run?.Record.RunId,
        NodeId = standing.Run?.Record.NodeId,
        ParentNodeId = standing.ForkNodeId,
        ArtifactHash = standing.Run?.Record.ArtifactHash?.ToString(),
        CertificatePath = standing.Run?.CertificatePath,
        Response = standing.Run?.Response,
        Message = CmdletWords.OfAny(standing.Error?.Message),
        IsRemoved = standing.IsRemoved,
        Root = root,
    };

    /// <summary>Its label.</summary>
    public override string ToString() => Label;
}

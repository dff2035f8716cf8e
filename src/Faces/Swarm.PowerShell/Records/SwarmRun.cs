using Swarm.Engine.Runs;
using Swarm.PowerShell.Wording;

namespace Swarm.PowerShell.Records;

/// <summary>A run: one execution of a step, finished or under way.</summary>
public sealed record SwarmRun
{
    /// <summary>Its id.</summary>
    public string RunId { get; internal init; } = string.Empty;

    /// <summary>The branch's name.</summary>
    public string Label { get; internal init; } = string.Empty;

    /// <summary>How it began: <c>launch</c>, <c>resume</c>, or <c>fork</c> for the first run of a fork.</summary>
    public string Operation { get; internal init; } = string.Empty;

    /// <summary>Where it stands: <c>pending</c> (it executes elsewhere and was not collected yet), <c>running</c>, <c>succeeded</c>, <c>step_failed</c>, <c>step_timed_out</c>, <c>step_limit_exceeded</c>, <c>cancelled</c>, <c>failed</c>, <c>abandoned</c>, or <c>removed</c> once its node was removed (<see cref="ExitCode"/> and <see cref="Message"/> still say how it ended).</summary>
    public string Status { get; internal init; } = string.Empty;

    /// <summary>The step's exit code; null where it gave none.</summary>
    public int? ExitCode { get; internal init; }

    /// <summary>The node that it started from; null at the root.</summary>
    public string? ParentNodeId { get; internal init; }

    /// <summary>The node that it made; null while it runs and where it made none.</summary>
    public string? NodeId { get; internal init; }

    /// <summary>The ratchet step of its node; null where it has none.</summary>
    public long? RatchetStep { get; internal init; }

    /// <summary>What the step wrote as its response; null where it wrote none or it was not read.</summary>
    public string? Response { get; internal init; }

    /// <summary>How its state was restored: <c>checkpoint</c> or <c>cold_start</c>; null where there is no result.</summary>
    public string? RestoreMode { get; internal init; }

    /// <summary>The digest of its certificate; null where it has none.</summary>
    public string? ArtifactHash { get; internal init; }

    /// <summary>The certificate's file; null where it has none.</summary>
    public string? CertificatePath { get; internal init; }

    /// <summary>What went wrong; null for a good run.</summary>
    public string? Message { get; internal init; }

    /// <summary>Where it ran.</summary>
    public string Backend { get; internal init; } = string.Empty;

    /// <summary>The run's page at its backend; null where it has none.</summary>
    public string? WebAddress { get; internal init; }

    /// <summary>When it began.</summary>
    public DateTimeOffset StartedAt { get; internal init; }

    /// <summary>When it ended; null while it runs.</summary>
    public DateTimeOffset? FinishedAt { get; internal init; }

    /// <summary>How long it took; null while it runs.</summary>
    public TimeSpan? Duration => FinishedAt - StartedAt;

    /// <summary>The folder that holds its store.</summary>
    public string Root { get; internal init; } = string.Empty;

    internal static SwarmRun From(RunInfo run) => new()
    {
        RunId = run.Record.RunId,
        Label = run.Record.Label,
        Operation = run.Record.Operation,
        Status = run.Status,
        ExitCode = run.Record.ExitCode,
        ParentNodeId = run.Record.ParentNodeId,
        NodeId = run.Record.NodeId,
        RatchetStep = run.RatchetStep,
        Response = run.Response,
        RestoreMode = run.RestoreMode,
        ArtifactHash = run.Record.ArtifactHash?.ToString(),
        CertificatePath = run.CertificatePath,
        Message = CmdletWords.OfAny(run.Errors.Count > 0 ? run.Errors[0].Message : run.Record.Message),
        Backend = run.Record.Backend,
        WebAddress = run.WebAddress,
        StartedAt = RecordedTime.Parse(run.Record.StartedAt),
        FinishedAt = run.Record.FinishedAt is { } finished ? RecordedTime.Parse(finished) : null,
        Root = run.Root,
    };

    /// <summary>Its id.</summary>
    public override string ToString() => RunId;
}

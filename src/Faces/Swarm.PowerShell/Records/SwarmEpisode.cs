using Swarm.Engine.Remote;

namespace Swarm.PowerShell.Records;

/// <summary>A run that was executed on a runner, and what leaves that runner.</summary>
public sealed record SwarmEpisode
{
    /// <summary>The run.</summary>
    public string RunId { get; internal init; } = string.Empty;

    /// <summary>The node that it made.</summary>
    public string NodeId { get; internal init; } = string.Empty;

    /// <summary>The node that it started from; null at the root.</summary>
    public string? ParentNodeId { get; internal init; }

    /// <summary>The branch's name.</summary>
    public string Label { get; internal init; } = string.Empty;

    /// <summary>How it began: <c>launch</c>, <c>resume</c>, or <c>fork</c> for the first run of a fork.</summary>
    public string Operation { get; internal init; } = string.Empty;

    /// <summary>How it ended: <c>succeeded</c>, <c>step_failed</c>, <c>step_timed_out</c> or <c>step_limit_exceeded</c>.</summary>
    public string Status { get; internal init; } = string.Empty;

    /// <summary>The step's exit code; null where it gave none.</summary>
    public int? ExitCode { get; internal init; }

    /// <summary>The ratchet step of the node.</summary>
    public long RatchetStep { get; internal init; }

    /// <summary>How its state was restored: <c>checkpoint</c> or <c>cold_start</c>.</summary>
    public string RestoreMode { get; internal init; } = string.Empty;

    /// <summary>The digest of its certificate, which another job attests.</summary>
    public string ArtifactHash { get; internal init; } = string.Empty;

    /// <summary>The certificate's file.</summary>
    public string CertificatePath { get; internal init; } = string.Empty;

    /// <summary>The folder with everything that leaves the runner.</summary>
    public string Path { get; internal init; } = string.Empty;

    internal static SwarmEpisode From(RemoteEpisodeResult episode) => new()
    {
        RunId = episode.Result.RunId,
        NodeId = episode.Result.NodeId,
        ParentNodeId = episode.Result.ParentNodeId,
        Label = episode.Label,
        Operation = episode.Result.Operation,
        Status = episode.Result.Status,
        ExitCode = episode.Result.ExitCode,
        RatchetStep = episode.RatchetStep,
        RestoreMode = episode.Result.RestoreMode,
        ArtifactHash = episode.Result.ArtifactHash.ToString(),
        CertificatePath = episode.CertificatePath,
        Path = episode.Folder,
    };

    /// <summary>Its folder.</summary>
    public override string ToString() => Path;
}

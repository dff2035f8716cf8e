using Swarm.Core.Contracts;
using Swarm.Core.Digests;

namespace Swarm.Storage.Runs;

/// <summary>A run as the catalog has it.</summary>
public sealed record RunRecord
{
    /// <summary>The backend of runs on this machine.</summary>
    public const string LocalBackend = "local";

    /// <summary>The run's id.</summary>
    public required string RunId { get; init; }

    /// <summary>One of <see cref="Core.Contracts.Operations"/>.</summary>
    public required string Operation { get; init; }

    /// <summary>The branch's name.</summary>
    public required string Label { get; init; }

    /// <summary>The node that it started from, or null at the root.</summary>
    public required string? ParentNodeId { get; init; }

    /// <summary>One of <see cref="Core.Contracts.RunStatus"/>.</summary>
    public required string Status { get; init; }

    /// <summary>The node that it made; null while it runs and where it made none.</summary>
    public string? NodeId { get; init; }

    /// <summary>The step's exit code, where it gave one.</summary>
    public int? ExitCode { get; init; }

    /// <summary>The digest of the certificate.</summary>
    public Digest? ArtifactHash { get; init; }

    /// <summary>What went wrong, in one line; null where nothing did.</summary>
    public string? Message { get; init; }

    /// <summary>The code of what went wrong.</summary>
    public string? ErrorCode { get; init; }

    /// <summary>The folder that the run works in while it runs.</summary>
    public string? WorkFolder { get; init; }

    /// <summary>Where it runs.</summary>
    public string Backend { get; init; } = LocalBackend;

    /// <summary>When it began, RFC 3339.</summary>
    public required string StartedAt { get; init; }

    /// <summary>When it ended, RFC 3339; null while it runs.</summary>
    public string? FinishedAt { get; init; }

    /// <summary>Gives the record of a run that is asked for elsewhere.</summary>
    /// <param name="remote">What is kept of it.</param>
    public static RunRecord Pending(RemoteRun remote)
    {
        ArgumentNullException.ThrowIfNull(remote);
        return new RunRecord
        {
            RunId = remote.RunId,
            Operation = remote.Spec.Operation,
            Label = remote.Spec.Label,
            ParentNodeId = remote.Spec.ParentNodeId,
            Status = RunStatus.Pending,
            Backend = remote.Backend,
            StartedAt = remote.CreatedAt,
        };
    }
}

using Swarm.Core.Contracts;
using Swarm.Storage.Runs;

namespace Swarm.Engine.Runs;

/// <summary>A run with what belongs to it.</summary>
public sealed record RunInfo
{
    /// <summary>The run.</summary>
    public required RunRecord Record { get; init; }

    /// <summary>Whether its node was removed, so that only its certificate is left.</summary>
    public bool IsRemoved { get; init; }

    /// <summary>What it is shown as: where it stands, or that its node was removed.</summary>
    public string Status => IsRemoved ? RunStatus.Removed : Record.Status;

    /// <summary>The folder that holds its store.</summary>
    public required string Root { get; init; }

    /// <summary>The ratchet step of its node; null where it has none.</summary>
    public long? RatchetStep { get; init; }

    /// <summary>The certificate's file; null where it has none.</summary>
    public string? CertificatePath { get; init; }

    /// <summary>The file with its sealed capabilities; null where it has none.</summary>
    public string? NextTokensPath { get; init; }

    /// <summary>What the step wrote as its response; null where it wrote none or it was not asked for.</summary>
    public string? Response { get; init; }

    /// <summary><c>checkpoint</c> or <c>cold_start</c>; null where there is no result.</summary>
    public string? RestoreMode { get; init; }

    /// <summary>The run's page at its backend, for people; null where it has none or it is not known yet.</summary>
    public string? WebAddress { get; init; }

    /// <summary>The last lines of its log, where its step did not succeed and the log is kept; else empty.</summary>
    public IReadOnlyList<string> LogTail { get; init; } = [];

    /// <summary>What is unusual about the node that was just made; null for nothing.</summary>
    public string? Warning { get; init; }

    /// <summary>What went wrong; empty for a good run.</summary>
    public IReadOnlyList<ErrorEntry> Errors { get; init; } = [];
}

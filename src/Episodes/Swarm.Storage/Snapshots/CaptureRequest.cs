using Swarm.Storage.Manifests;

namespace Swarm.Storage.Snapshots;

/// <summary>What to read into a snapshot.</summary>
public sealed record CaptureRequest
{
    /// <summary>The workspace's folder.</summary>
    public required string WorkspaceFolder { get; init; }

    /// <summary>The state database's file, closed and checked; null where <see cref="StateEntry"/> stands in or there is none.</summary>
    public string? StateFile { get; init; }

    /// <summary>An entry of the parent's snapshot to keep as the state, instead of a file.</summary>
    public ManifestEntry? StateEntry { get; init; }

    /// <summary>The run's log; null where there is none.</summary>
    public string? LogFile { get; init; }

    /// <summary>The file that the step wrote its response to; null where there is none.</summary>
    public string? ResponseFile { get; init; }

    /// <summary>The file of what the step's proxy decided; null where there is none.</summary>
    public string? ReceiptsFile { get; init; }

    /// <summary>What was restored before the step ran, so that untouched files are not read again.</summary>
    public RestoredTree Restored { get; init; } = RestoredTree.Empty;

    /// <summary>A moment in nanoseconds since 1970: a file that changed later was not necessarily as it was restored.</summary>
    public long UntouchedBeforeNanoseconds { get; init; }

    /// <summary>The most bytes of workspace and state; the largest files beyond it are left out.</summary>
    public long LimitBytes { get; init; } = long.MaxValue;
}

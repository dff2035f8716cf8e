using Swarm.Execution.Confinement;

namespace Swarm.Execution.Steps;

/// <summary>Within what a step runs.</summary>
public sealed record StepOptions
{
    /// <summary>
    /// The file that receives both outputs of the step, byte for byte as they arrive; only its owner can read it. A file
    /// that is there is replaced. Beside it, with <c>.report</c> appended to its name, lies a file while the step runs.
    /// </summary>
    public required string LogPath { get; init; }

    /// <summary>The most bytes that the log may have; a step that writes more is ended.</summary>
    public required long LogLimitBytes { get; init; }

    /// <summary>What is masked in the log wherever the step writes it.</summary>
    public IReadOnlyList<string> Secrets { get; init; } = [];

    /// <summary>How long the step may run; null for no deadline.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>
    /// How long the step may take to end after SIGTERM, when it is cancelled or breaks a limit, before it is killed. Windows
    /// has no such signal: there it is killed at once.
    /// </summary>
    public TimeSpan GracePeriod { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// The only files that the step's processes can execute, as real paths (Linux 5.19 or later with Landlock); null for any.
    /// </summary>
    public IReadOnlyList<string>? AllowedPrograms { get; init; }

    /// <summary>
    /// The most bytes of memory that the step's processes may hold together; null for any number. On Linux it is sampled, and
    /// more ends the step; Windows refuses what is more; macOS does not limit it.
    /// </summary>
    public long? MemoryLimitBytes { get; init; }

    /// <summary>What confines the step (Linux); null for nothing. Where it cannot be set up and proven, the step is not started.</summary>
    public StepConfinement? Confinement { get; init; }

    /// <summary>Who hears the log's lines while the step runs; null for nobody.</summary>
    public IStepOutput? Output { get; init; }

    /// <summary>A check that can end the step for a limit that the caller watches; null for none.</summary>
    public StepLimitCheck? LimitCheck { get; init; }

    /// <summary>The clock of the deadline, the check and the duration.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}

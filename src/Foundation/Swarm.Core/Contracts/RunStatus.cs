using Swarm.Core.Errors;

namespace Swarm.Core.Contracts;

/// <summary>Where a run stands.</summary>
public static class RunStatus
{
    /// <summary>The run is asked for elsewhere and was not collected yet; there is no node.</summary>
    public const string Pending = "pending";

    /// <summary>The run is under way.</summary>
    public const string Running = "running";

    /// <summary>The step ended with exit code 0.</summary>
    public const string Succeeded = "succeeded";

    /// <summary>The step ended with another exit code, or left a state that was refused.</summary>
    public const string StepFailed = "step_failed";

    /// <summary>The step was ended at its deadline.</summary>
    public const string StepTimedOut = "step_timed_out";

    /// <summary>A limit was broken.</summary>
    public const string StepLimitExceeded = "step_limit_exceeded";

    /// <summary>The run was cancelled; there is no node.</summary>
    public const string Cancelled = "cancelled";

    /// <summary>The episode itself failed; there is no node.</summary>
    public const string Failed = "failed";

    /// <summary>The process that ran it ended without finishing; there is no node.</summary>
    public const string Abandoned = "abandoned";

    /// <summary>The run made a node, and that was removed. It is never recorded: it is what such a run is shown as.</summary>
    public const string Removed = "removed";

    /// <summary>Every status of a run that made a node.</summary>
    public static IReadOnlyList<string> WithNode { get; } = [Succeeded, StepFailed, StepTimedOut, StepLimitExceeded];

    /// <summary>Every status that is recorded, in the order in which a run can reach them.</summary>
    public static IReadOnlyList<string> All { get; } =
        [Pending, Running, Succeeded, StepFailed, StepTimedOut, StepLimitExceeded, Cancelled, Failed, Abandoned];

    /// <summary>Every status that a run can be shown with.</summary>
    public static IReadOnlyList<string> Shown { get; } = [.. All, Removed];

    /// <summary>The error that a finished run's status stands for, or null for a good one.</summary>
    /// <param name="status">The status of a run that has a node.</param>
    public static ErrorCode? ErrorOf(string status) => status switch
    {
        StepFailed => ErrorCode.StepFailed,
        StepTimedOut => ErrorCode.StepTimedOut,
        StepLimitExceeded => ErrorCode.StepLimitExceeded,
        _ => null,
    };
}

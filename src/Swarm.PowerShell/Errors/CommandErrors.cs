using System.Globalization;
using System.Management.Automation;
using Swarm.Core.Errors;
using EngineCategory = Swarm.Core.Errors.ErrorCategory;
using ShellCategory = System.Management.Automation.ErrorCategory;

namespace Swarm.PowerShell.Errors;

/// <summary>Turns the engine's failures into PowerShell's error records.</summary>
internal static class CommandErrors
{
    /// <summary>Makes the record of a failure; one that nobody foresaw has the id <c>SwarmUnexpected</c>, and what threw it as its cause.</summary>
    /// <param name="exception">The failure.</param>
    /// <param name="target">What it concerns; null where nothing in particular.</param>
    public static ErrorRecord From(Exception exception, object? target) => SwarmException.From(exception) is var known
        ? From(known.ErrorCode, known.Message, target, known.ErrorCode == ErrorCode.Unexpected ? exception : null)
        : throw new ArgumentNullException(nameof(exception));

    /// <summary>
    /// Whether an exception is one item's failure, which is written before the next item. What PowerShell throws to end a pipeline, or to
    /// stop those who write to it, is none.
    /// </summary>
    /// <param name="exception">The exception.</param>
    /// <param name="cancellation">Cancelled when the pipeline stops.</param>
    public static bool IsOfItem(Exception exception, CancellationToken cancellation) => SwarmException.IsOfOneItem(exception, cancellation)
        && exception is not (PipelineStoppedException or PipelineClosedException or ActionPreferenceStopException or FlowControlException or HaltCommandException);

    /// <summary>Makes the record of a failure.</summary>
    /// <param name="code">The stable code.</param>
    /// <param name="message">What was wrong, with which input, and what to do next.</param>
    /// <param name="target">What it concerns; null where nothing in particular.</param>
    /// <param name="cause">What threw it, where a message does not tell enough; else null.</param>
    public static ErrorRecord From(ErrorCode code, string message, object? target, Exception? cause = null) => new(
        new SwarmCommandException(code.Name, message, code.Retryable, (int)code.Category, cause), IdOf(code), CategoryOf(code.Category), target);

    /// <summary>The error id of a code: <c>NODE_NOT_FOUND</c> is <c>SwarmNodeNotFound</c>.</summary>
    /// <param name="code">The code.</param>
    public static string IdOf(ErrorCode code) =>
        $"Swarm{CultureInfo.InvariantCulture.TextInfo.ToTitleCase(code.Name.ToLowerInvariant().Replace('_', ' ')).Replace(" ", string.Empty, StringComparison.Ordinal)}";

    private static ShellCategory CategoryOf(EngineCategory category) => category switch
    {
        EngineCategory.InvalidInput => ShellCategory.InvalidArgument,
        EngineCategory.VerificationFailed => ShellCategory.SecurityError,
        EngineCategory.Backend => ShellCategory.ResourceUnavailable,
        EngineCategory.RestoreFailed => ShellCategory.ReadError,
        EngineCategory.PolicyViolation => ShellCategory.PermissionDenied,
        EngineCategory.StepFailed => ShellCategory.InvalidResult,
        _ => ShellCategory.NotSpecified,
    };
}

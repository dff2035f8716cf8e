using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Text;
using Swarm.Core.Errors;
using Swarm.Engine.Runs;
using Swarm.PowerShell.Records;
using Swarm.PowerShell.Wording;
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
    /// stop those who write to it, is none; nor is that a host cannot ask, since no item would be asked about.
    /// </summary>
    /// <param name="exception">The exception.</param>
    /// <param name="cancellation">Cancelled when the pipeline stops.</param>
    public static bool IsOfItem(Exception exception, CancellationToken cancellation) => !cancellation.IsCancellationRequested
        && exception is not (PipelineStoppedException or PipelineClosedException or ActionPreferenceStopException or FlowControlException
            or HaltCommandException or HostException);

    /// <summary>Makes the record of a failure.</summary>
    /// <param name="code">The stable code.</param>
    /// <param name="message">What was wrong, with which input, and what to do next.</param>
    /// <param name="target">What it concerns; null where nothing in particular.</param>
    /// <param name="cause">What threw it, where a message does not tell enough; else null.</param>
    public static ErrorRecord From(ErrorCode code, string message, object? target, Exception? cause = null) =>
        Make(code, code == ErrorCode.Unexpected ? message : CmdletWords.Of(message), target, cause);

    /// <summary>Makes the record of a run whose step did not succeed: with the last lines of its log, and the run as its target.</summary>
    /// <param name="code">The stable code.</param>
    /// <param name="run">The run, as the engine tells of it.</param>
    /// <param name="record">The run, as the cmdlet wrote it.</param>
    public static ErrorRecord OfRun(ErrorCode code, RunInfo run, SwarmRun record)
    {
        var message = new StringBuilder(run.Errors.Count > 0 ? CmdletWords.Of(run.Errors[0].Message) : $"Run {record.RunId} ended as {record.Status}.");
        if (run.LogTail.Count > 0)
        {
            message.AppendLine().Append("The log of run ").Append(record.RunId).Append(" ends with:");
            foreach (var line in run.LogTail)
            {
                message.AppendLine().Append("  ").Append(PlainText.Of(line));
            }
        }

        return Make(code, message.ToString(), record);
    }

    /// <summary>The error id of a code: <c>NODE_NOT_FOUND</c> is <c>SwarmNodeNotFound</c>.</summary>
    /// <param name="code">The code.</param>
    public static string IdOf(ErrorCode code) =>
        $"Swarm{CultureInfo.InvariantCulture.TextInfo.ToTitleCase(code.Name.ToLowerInvariant().Replace('_', ' ')).Replace(" ", string.Empty, StringComparison.Ordinal)}";

    private static ErrorRecord Make(ErrorCode code, string message, object? target, Exception? cause = null) => new(
        new SwarmCommandException(code.Name, message, code.Retryable, (int)code.Category, cause), IdOf(code), CategoryOf(code.Category), target);

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

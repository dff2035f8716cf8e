using System.Globalization;
using System.Management.Automation;
using Swarm.Core.Errors;
using EngineCategory = Swarm.Core.Errors.ErrorCategory;
using ShellCategory = System.Management.Automation.ErrorCategory;

namespace Swarm.PowerShell.Errors;

/// <summary>Turns the engine's failures into PowerShell's error records.</summary>
internal static class CommandErrors
{
    /// <summary>Makes the record of a failure.</summary>
    /// <param name="exception">The failure.</param>
    /// <param name="target">What it concerns; null where nothing in particular.</param>
    public static ErrorRecord From(SwarmException exception, object? target) => From(exception.ErrorCode, exception.Message, target);

    /// <summary>Makes the record of a failure.</summary>
    /// <param name="code">The stable code.</param>
    /// <param name="message">What was wrong, with which input, and what to do next.</param>
    /// <param name="target">What it concerns; null where nothing in particular.</param>
    public static ErrorRecord From(ErrorCode code, string message, object? target) => new(
        new SwarmCommandException(code.Name, message, code.Retryable, (int)code.Category), IdOf(code), CategoryOf(code.Category), target);

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

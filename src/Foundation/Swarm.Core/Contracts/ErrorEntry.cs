using Swarm.Core.Errors;
using Swarm.Core.Json;

namespace Swarm.Core.Contracts;

/// <summary>One failure, as machine-readable outputs give it.</summary>
/// <param name="Code">The stable code.</param>
/// <param name="Category">The category's name in lower case with underscores.</param>
/// <param name="Retryable">Whether the same call may succeed later.</param>
/// <param name="Message">What was wrong, with which input, and what to do next.</param>
public sealed record ErrorEntry(string Code, string Category, bool Retryable, string Message)
{
    /// <summary>Makes an entry for a code.</summary>
    /// <param name="code">The code.</param>
    /// <param name="message">What was wrong, with which input, and what to do next.</param>
    public static ErrorEntry From(ErrorCode code, string message)
    {
        ArgumentNullException.ThrowIfNull(code);
        return new ErrorEntry(code.Name, NameOf(code.Category), code.Retryable, InteroperableText.Clean(message));
    }

    /// <summary>Makes an entry for an exception.</summary>
    /// <param name="exception">The exception.</param>
    public static ErrorEntry From(SwarmException exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        return From(exception.ErrorCode, exception.Message);
    }

    private static string NameOf(ErrorCategory category) => category switch
    {
        ErrorCategory.InvalidInput => "invalid_input",
        ErrorCategory.VerificationFailed => "verification_failed",
        ErrorCategory.Backend => "backend",
        ErrorCategory.RestoreFailed => "restore_failed",
        ErrorCategory.PolicyViolation => "policy_violation",
        ErrorCategory.StepFailed => "step_failed",
        _ => "unexpected",
    };
}

namespace Swarm.Core.Errors;

/// <summary>
/// The one exception of Swarm. Its message says what was wrong, with which input, and what to do next; it never
/// holds a secret.
/// </summary>
public sealed class SwarmException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="code">The stable code.</param>
    /// <param name="message">What was wrong, with which input, and what to do next.</param>
    /// <param name="innerException">The cause, where there is one.</param>
    public SwarmException(ErrorCode code, string message, Exception? innerException = null)
        : base(PlainLine.Of(message), innerException)
    {
        ArgumentNullException.ThrowIfNull(code);
        ErrorCode = code;
    }

    /// <summary>Gives any exception as one with a code: itself, <c>CANCELLED</c>, <c>PATH_INVALID</c> for a path that is too long, or <c>UNEXPECTED</c>.</summary>
    /// <param name="exception">The exception.</param>
    public static SwarmException From(Exception exception) => exception switch
    {
        SwarmException known => known,
        OperationCanceledException => new SwarmException(ErrorCode.Cancelled, "It was cancelled before it was finished.", exception),
        PathTooLongException => new SwarmException(ErrorCode.PathInvalid, "A path is longer than this system allows: name a shorter one.", exception),
        _ => new SwarmException(ErrorCode.Unexpected, exception?.Message ?? string.Empty, exception),
    };

    /// <summary>The stable code with its category.</summary>
    public ErrorCode ErrorCode { get; }

    /// <summary>The stable code's name.</summary>
    public string Code => ErrorCode.Name;

    /// <summary>The category, which decides the exit code.</summary>
    public ErrorCategory Category => ErrorCode.Category;

    /// <summary>Whether the same call may succeed later.</summary>
    public bool Retryable => ErrorCode.Retryable;

    /// <summary>The exit code of the <c>swarm</c> command for this failure.</summary>
    public int ExitCode => (int)Category;
}

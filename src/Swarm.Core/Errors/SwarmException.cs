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

    /// <summary>
    /// Whether an exception is a failure of one item of several, after which the others go on: anything but a cancellation, and what
    /// leaves the process itself in doubt.
    /// </summary>
    /// <param name="exception">The exception.</param>
    /// <param name="cancellationToken">The token whose cancellation ends all items.</param>
    public static bool IsOfOneItem(Exception exception, CancellationToken cancellationToken) =>
        !cancellationToken.IsCancellationRequested
        && exception is not (OutOfMemoryException or InsufficientExecutionStackException or AccessViolationException or TypeInitializationException);

    /// <summary>Gives any exception as one with a code: itself, <c>CANCELLED</c>, or <c>UNEXPECTED</c>.</summary>
    /// <param name="exception">The exception.</param>
    public static SwarmException From(Exception exception) => exception switch
    {
        SwarmException known => known,
        OperationCanceledException => new SwarmException(ErrorCode.Cancelled, "It was cancelled before it was finished.", exception),
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

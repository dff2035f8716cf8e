namespace Swarm.PowerShell.Errors;

/// <summary>What a cmdlet could not do: the exception of every error that the module writes.</summary>
public sealed class SwarmCommandException : Exception
{
    internal SwarmCommandException(string code, string message, bool retryable, int exitCode, Exception? cause)
        : base(message, cause) => (Code, Retryable, ExitCode) = (code, retryable, exitCode);

    /// <summary>The stable code, in capitals and underscores.</summary>
    public string Code { get; }

    /// <summary>Whether the same call may succeed later.</summary>
    public bool Retryable { get; }

    /// <summary>The exit code of the <c>swarm</c> command for this failure.</summary>
    public int ExitCode { get; }
}

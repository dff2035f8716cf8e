using Swarm.Core.Errors;

namespace Swarm.State.Connections;

/// <summary>When work ends, finished or not: at a time, or when its caller cancels.</summary>
internal sealed class Deadline
{
    private static readonly TimeSpan PauseBetweenTries = TimeSpan.FromMilliseconds(50);

    private readonly long _end;
    private readonly TimeSpan? _length;
    private readonly CancellationToken _cancellation;

    internal Deadline(TimeSpan? length, CancellationToken cancellation)
    {
        _length = length;
        _end = length is { } time ? Environment.TickCount64 + (long)time.TotalMilliseconds : long.MaxValue;
        _cancellation = cancellation;
    }

    internal bool IsPast => _cancellation.IsCancellationRequested || Environment.TickCount64 > _end;

    internal CancellationToken Cancellation => _cancellation;

    /// <summary>Pauses before another try.</summary>
    /// <returns>Whether there is time for one.</returns>
    internal bool TryPause()
    {
        _cancellation.WaitHandle.WaitOne(PauseBetweenTries);
        _cancellation.ThrowIfCancellationRequested();
        return !IsPast;
    }

    /// <summary>Why work on a database was interrupted.</summary>
    internal Exception Explain(string name) => _cancellation.IsCancellationRequested
        ? new OperationCanceledException(_cancellation)
        : new SwarmException(
            ErrorCode.StateQueryInvalid,
            $"The query of '{name}' ran longer than {_length?.TotalSeconds} s; narrow it, or allow it more time.");
}

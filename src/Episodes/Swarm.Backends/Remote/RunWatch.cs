using Swarm.Backends.Http;
using Swarm.Core.Errors;

namespace Swarm.Backends.Remote;

/// <summary>Waits for the end of a run elsewhere. Failures that may pass are waited out.</summary>
/// <typeparam name="TRun">The run.</typeparam>
internal sealed record RunWatch<TRun>
    where TRun : class
{
    // A run that was just dispatched is not shown everywhere at once.
    private static readonly TimeSpan AppearancePatience = TimeSpan.FromMinutes(1);

    /// <summary>The run, as a sentence begins with it: "Run 5 of owner/repository".</summary>
    public required string Subject { get; init; }

    /// <summary>The service that runs it.</summary>
    public required HttpService Service { get; init; }

    /// <summary>The code for a run that is gone.</summary>
    public required ErrorCode Unknown { get; init; }

    /// <summary>Looks at it.</summary>
    public required Func<CancellationToken, Task<HttpOutcome<TRun>>> Look { get; init; }

    /// <summary>Its status, for messages.</summary>
    public required Func<TRun, string?> Status { get; init; }

    /// <summary>Whether it has ended.</summary>
    public required Func<TRun, bool> IsCompleted { get; init; }

    /// <summary>Whether it is otherwise than when it was last looked at.</summary>
    public required Func<TRun, TRun, bool> HasChanged { get; init; }

    /// <summary>Waits.</summary>
    /// <param name="options">How often to look, and the clock.</param>
    /// <param name="deadline">How long to wait.</param>
    /// <param name="changed">Is told of the run when it is first seen, and when it changes; or null.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The run as it ended.</returns>
    /// <exception cref="SwarmException">It does not end in time, is gone, or the service refuses.</exception>
    public async Task<TRun> WaitAsync(BackendClientOptions options, TimeSpan deadline, Action<TRun>? changed, CancellationToken cancellationToken)
    {
        var poll = new PollSchedule(options, deadline);
        TRun? last = null;
        HttpFailure? failure;
        var absences = 0;
        do
        {
            (var run, failure) = await Look(cancellationToken);
            absences = failure is { Status: 404 } ? absences + 1 : 0;
            if (run is not null)
            {
                if (last is null || HasChanged(last, run))
                {
                    poll.Reset();
                    changed?.Invoke(run);
                }

                last = run;
                if (IsCompleted(run))
                {
                    return run;
                }
            }
            else if (absences > 0)
            {
                RequirePresence(wasSeen: last is not null, absences, poll.Elapsed, failure!);
            }
            else if (!failure!.Error.Retryable)
            {
                throw failure.Error;
            }
        }
        while (await poll.WaitAsync(failure?.RetryAfter, cancellationToken));

        var reason = failure is not null ? failure.Error.Message.TrimEnd('.') : $"it is '{Quoted.Text(last is null ? null : Status(last))}'";
        throw new SwarmException(
            Service.TimedOut.Code,
            $"{Subject} has not ended within {deadline.TotalSeconds:0} s: {reason}. It goes on at {Service.Name}: wait for it again, or cancel it.",
            failure?.Error);
    }

    private void RequirePresence(bool wasSeen, int absences, TimeSpan waited, HttpFailure failure)
    {
        if (wasSeen && absences > 1)
        {
            throw new SwarmException(
                Unknown, $"{Subject} was deleted while it was waited for: nothing can be collected from it. Start the step again.", failure.Error);
        }

        if (!wasSeen && waited >= AppearancePatience)
        {
            throw failure.Error;
        }
    }
}

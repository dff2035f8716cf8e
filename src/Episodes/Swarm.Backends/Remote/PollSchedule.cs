using Swarm.Core.Errors;

namespace Swarm.Backends.Remote;

/// <summary>The waits between looks at something that changes: they grow by half each time, with jitter, until a deadline.</summary>
internal sealed class PollSchedule
{
    private const double Growth = 1.5;

    private readonly BackendClientOptions _options;
    private readonly TimeSpan _deadline;
    private readonly long _started;
    private TimeSpan _next;

    /// <summary>Begins now.</summary>
    /// <param name="options">The first and the longest wait, and the clock.</param>
    /// <param name="deadline">How long to go on.</param>
    public PollSchedule(BackendClientOptions options, TimeSpan deadline)
    {
        _options = options;
        _deadline = deadline;
        _started = options.Time.GetTimestamp();
        _next = options.PollInterval;
    }

    /// <summary>Looks for what a call whose answer was lost may have made, until it is found or the patience for it is over.</summary>
    /// <param name="options">How long and how often to look, and the clock.</param>
    /// <param name="find">Looks once.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>What was found, or null; and the last failure that may pass.</returns>
    public static async Task<(T? Found, SwarmException? Last)> FindAsync<T>(
        BackendClientOptions options, Func<CancellationToken, Task<T?>> find, CancellationToken cancellationToken)
        where T : class
    {
        var poll = new PollSchedule(options, options.CorrelationPatience);
        SwarmException? last = null;
        do
        {
            try
            {
                if (await find(cancellationToken) is { } found)
                {
                    return (found, null);
                }
            }
            catch (SwarmException exception) when (exception.Retryable)
            {
                last = exception;
            }
        }
        while (await poll.WaitAsync(null, cancellationToken));

        return (null, last);
    }

    /// <summary>How long it has gone on.</summary>
    public TimeSpan Elapsed => _options.Time.GetElapsedTime(_started);

    /// <summary>Begins with short waits again, because something has changed.</summary>
    public void Reset() => _next = _options.PollInterval;

    /// <summary>Waits for the next look; the last one is at the deadline.</summary>
    /// <param name="asked">How long the service asks to be left alone, or null.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>False where the deadline is over.</returns>
    public async Task<bool> WaitAsync(TimeSpan? asked, CancellationToken cancellationToken)
    {
        var left = _deadline - Elapsed;
        if (left <= TimeSpan.Zero)
        {
            return false;
        }

        var delay = _next * (0.8 + (0.4 * Random.Shared.NextDouble()));
        if (asked is { } least && least > delay)
        {
            delay = least;
        }

        if (_next < _options.LongestPollInterval)
        {
            _next = _next * Growth < _options.LongestPollInterval ? _next * Growth : _options.LongestPollInterval;
        }

        await Task.Delay(delay < left ? delay : left, _options.Time, cancellationToken);
        return true;
    }
}

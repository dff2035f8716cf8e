namespace Swarm.PowerShell.Pipelines;

/// <summary>Lets something happen at most once in a while.</summary>
/// <param name="interval">The least time between two.</param>
/// <param name="time">The clock.</param>
internal sealed class Throttle(TimeSpan interval, TimeProvider time)
{
    private long? _last;

    /// <summary>Whether it may happen now; then the time begins again.</summary>
    public bool IsDue()
    {
        var now = time.GetTimestamp();
        if (_last is { } last && time.GetElapsedTime(last, now) < interval)
        {
            return false;
        }

        _last = now;
        return true;
    }
}

namespace Swarm.Networking.Proxy;

/// <summary>The time that a connection has for what it is at. One timer of the proxy looks at all of them, so that no read needs one.</summary>
internal sealed class ConnectionWatch(TimeSpan idleTimeout)
{
    private readonly CancellationTokenSource _source = new();
    private readonly long _idleMilliseconds = (long)idleTimeout.TotalMilliseconds;
    private long _deadline = long.MaxValue;

    public CancellationToken Token => _source.Token;

    /// <summary>Whether the time ran out, and nobody stopped the proxy.</summary>
    public bool HasExpired { get; private set; }

    /// <summary>Gives so much time from now, whatever moves.</summary>
    public void Allow(TimeSpan time) => Volatile.Write(ref _deadline, Environment.TickCount64 + (long)time.TotalMilliseconds);

    /// <summary>Something moved.</summary>
    public void Touch() => Volatile.Write(ref _deadline, Environment.TickCount64 + _idleMilliseconds);

    public void Check(long now)
    {
        if (now > Volatile.Read(ref _deadline) && !_source.IsCancellationRequested)
        {
            HasExpired = true;
            _source.Cancel();
        }
    }

    public void Cancel() => _source.Cancel();
}

namespace Swarm.Networking.Relay.Providers;

/// <summary>What a provider counts.</summary>
internal sealed class ProviderTraffic
{
    private long _up;
    private long _down;

    public long Up => Interlocked.Read(ref _up);

    public long Down => Interlocked.Read(ref _down);

    public void CountUp(long bytes) => Interlocked.Add(ref _up, bytes);

    public void CountDown(long bytes) => Interlocked.Add(ref _down, bytes);
}

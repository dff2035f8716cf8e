namespace Swarm.Networking.Relay.Brokers;

/// <summary>What a broker counts.</summary>
internal sealed class BrokerTraffic
{
    private long _up;
    private long _down;
    private long _refused;

    public long Up => Interlocked.Read(ref _up);

    public long Down => Interlocked.Read(ref _down);

    public long Refused => Interlocked.Read(ref _refused);

    public void CountUp(long bytes) => Interlocked.Add(ref _up, bytes);

    public void CountDown(long bytes) => Interlocked.Add(ref _down, bytes);

    public void CountRefused() => Interlocked.Increment(ref _refused);
}

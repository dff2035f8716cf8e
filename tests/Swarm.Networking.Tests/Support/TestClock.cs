namespace Swarm.Networking.Tests.Support;

/// <summary>A clock that runs with the machine's and can be moved.</summary>
internal sealed class TestClock : TimeProvider
{
    private long _offset;

    public void Move(TimeSpan by) => Interlocked.Add(ref _offset, by.Ticks);

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + new TimeSpan(Interlocked.Read(ref _offset));
}

namespace Swarm.Verification.Tests.Hostile;

/// <summary>A clock that stands still.</summary>
/// <param name="now">What it shows.</param>
internal sealed class FixedClock(DateTimeOffset now) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => now;
}

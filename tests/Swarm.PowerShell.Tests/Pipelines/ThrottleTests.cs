using Swarm.PowerShell.Pipelines;

namespace Swarm.PowerShell.Tests.Pipelines;

/// <summary>How often progress is shown.</summary>
public sealed class ThrottleTests
{
    [Fact]
    public void The_first_is_due_and_the_next_after_the_interval()
    {
        var clock = new SteppedClock();
        var throttle = new Throttle(TimeSpan.FromMilliseconds(200), clock);

        Assert.True(throttle.IsDue());
        Assert.False(throttle.IsDue());
        clock.Ticks += TimeSpan.FromMilliseconds(199).Ticks;
        Assert.False(throttle.IsDue());
        clock.Ticks += TimeSpan.FromMilliseconds(1).Ticks;
        Assert.True(throttle.IsDue());
        Assert.False(throttle.IsDue());
    }

    [Fact]
    public void A_thousand_reports_of_a_second_are_five()
    {
        var clock = new SteppedClock();
        using var pool = new WorkPool(1);
        var shown = 0;
        var progress = new PostedProgress<int>(pool, new Throttle(TimeSpan.FromMilliseconds(200), clock), _ => shown++);

        pool.Run(_ =>
        {
            for (var index = 0; index < 1000; index++)
            {
                progress.Report(index);
                clock.Ticks += TimeSpan.FromMilliseconds(1).Ticks;
            }

            return Task.CompletedTask;
        });

        Assert.Equal(5, shown);
    }

    private sealed class SteppedClock : TimeProvider
    {
        public long Ticks { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Ticks;
    }
}

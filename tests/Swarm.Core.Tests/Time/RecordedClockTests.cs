using Swarm.Core.Errors;
using Swarm.Core.Time;

namespace Swarm.Core.Tests.Time;

public sealed class RecordedClockTests
{
    [Fact]
    public void Recorded_times_have_whole_seconds_in_UTC()
    {
        var clock = new RecordedClock(new FixedTime(new DateTimeOffset(2026, 3, 4, 5, 6, 7, 890, TimeSpan.FromHours(2))));
        Assert.Equal("2026-03-04T03:06:07Z", RecordedClock.Format(clock.Now));
        Assert.False(clock.IsPinned);
    }

    [Fact]
    public void A_pinned_clock_shows_its_moment() =>
        Assert.Equal("1970-01-01T00:00:42Z", RecordedClock.Format(new RecordedClock(TimeProvider.System, RecordedClock.ParseSourceDateEpoch("42")).Now));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void No_value_pins_nothing(string? value) => Assert.Null(RecordedClock.ParseSourceDateEpoch(value));

    [Theory]
    [InlineData("-1")]
    [InlineData("yesterday")]
    [InlineData("1.5")]
    [InlineData("99999999999999")]
    public void Another_value_is_refused(string value) =>
        Assert.Equal("CONFIGURATION_INVALID", Assert.Throws<SwarmException>(() => RecordedClock.ParseSourceDateEpoch(value)).Code);

    private sealed class FixedTime(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}

using System.Diagnostics;
using Swarm.Core.Contracts;
using Swarm.Core.Digests;
using Swarm.Execution.Steps;

namespace Swarm.Execution.Tests.Steps;

public sealed class StepLimitTests
{
    [Fact]
    public async Task The_deadline_ends_the_step_with_a_chance_to_clean_up()
    {
        using var scene = new StepScene();
        scene.Options = scene.Options with { Timeout = TimeSpan.FromSeconds(4) };
        var outcome = await scene.ShellAsync("trap 'echo bye; exit 9' TERM; echo begun; exec 2>/dev/null; while :; do sleep 0.02; done");
        Assert.Equal(RunStatus.StepTimedOut, outcome.Status);
        Assert.Equal(9, outcome.ExitCode);
        Assert.Equal("begun\nbye\n", scene.Log);
    }

    [Fact]
    public async Task Who_ignores_the_signal_is_killed_after_the_grace_period()
    {
        using var scene = new StepScene();
        scene.Options = scene.Options with { Timeout = TimeSpan.FromSeconds(4), GracePeriod = TimeSpan.FromSeconds(0.3) };
        var outcome = await scene.ShellAsync("trap '' TERM INT HUP; while :; do sleep 1; done");
        Assert.Equal(RunStatus.StepTimedOut, outcome.Status);
        Assert.Equal(137, outcome.ExitCode);
        Assert.InRange(outcome.Duration.TotalSeconds, 4.3, 60);
    }

    [Fact]
    public async Task The_deadline_follows_the_clock_that_was_given()
    {
        using var scene = new StepScene();
        var clock = new ManualTimeProvider();
        scene.Options = scene.Options with { Timeout = TimeSpan.FromDays(60), TimeProvider = clock };
        var run = scene.ShellAsync("echo ready; while :; do sleep 0.05; done");
        await scene.WaitForLogAsync("ready");
        for (var day = 0; day < 59; day++)
            clock.Advance(TimeSpan.FromDays(1));

        await Task.Delay(200);
        Assert.False(run.IsCompleted);
        clock.Advance(TimeSpan.FromDays(1));
        var outcome = await run.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(RunStatus.StepTimedOut, outcome.Status);
        Assert.Equal(TimeSpan.FromDays(60), outcome.Duration);
    }

    [Fact]
    public async Task A_hundred_megabytes_of_output_are_cut_at_the_limit()
    {
        using var scene = new StepScene();
        var start = Stopwatch.GetTimestamp();
        var outcome = await scene.RunAsync("head", "-c", "100000000", "/dev/zero");
        Assert.Equal(RunStatus.StepLimitExceeded, outcome.Status);
        Assert.Equal(1 << 20, outcome.LogBytes);
        Assert.Equal(1 << 20, new FileInfo(scene.Options.LogPath).Length);
        Assert.Equal(Digest.Compute(new byte[1 << 20]), outcome.LogDigest);
        Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task Endless_output_is_ended()
    {
        using var scene = new StepScene();
        var outcome = await scene.ShellAsync("trap '' TERM PIPE; while :; do echo yes; done & yes");
        Assert.Equal(RunStatus.StepLimitExceeded, outcome.Status);
        Assert.Equal(1 << 20, outcome.LogBytes);
    }

    [Theory]
    [InlineData(4, RunStatus.Succeeded)]
    [InlineData(3, RunStatus.StepLimitExceeded)]
    [InlineData(0, RunStatus.StepLimitExceeded)]
    public async Task The_limit_itself_is_allowed(int limit, string status)
    {
        using var scene = new StepScene();
        scene.Options = scene.Options with { LogLimitBytes = limit };
        var outcome = await scene.ShellAsync("printf abcd");
        Assert.Equal(status, outcome.Status);
        Assert.Equal("abcd"[..limit], scene.Log);
        Assert.Equal(limit, outcome.LogBytes);
    }

    [Fact]
    public async Task The_callers_check_ends_the_step()
    {
        using var scene = new StepScene();
        var file = Path.Combine(scene.Folder, "grown");
        scene.Options = scene.Options with { LimitCheck = new StepLimitCheck(TimeSpan.FromMilliseconds(50), () => File.Exists(file)) };
        var outcome = await scene.ShellAsync("sleep 0.2; touch grown; while :; do sleep 1; done");
        Assert.Equal(RunStatus.StepLimitExceeded, outcome.Status);
    }

    [Fact]
    public async Task A_check_that_throws_ends_the_step_and_throws()
    {
        using var scene = new StepScene();
        scene.Options = scene.Options with
        {
            LimitCheck = new StepLimitCheck(TimeSpan.FromMilliseconds(20), () => throw new InvalidOperationException("unreadable")),
        };
        await Assert.ThrowsAsync<InvalidOperationException>(() => scene.ShellAsync("sleep 1000"));
    }

    [Fact]
    public async Task A_cancellation_ends_the_step_before_it_is_thrown()
    {
        using var scene = new StepScene();
        using var cancellation = new CancellationTokenSource();
        var run = scene.ShellAsync("trap 'echo stopped; exit 0' TERM; sleep 1000 & echo ready; wait", cancellation.Token);
        await scene.WaitForLogAsync("ready");
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        Assert.Equal("ready\nstopped\n", scene.Log);
        Assert.Empty(scene.Marked());
    }

    [Fact]
    public async Task A_cancellation_at_any_moment_of_the_start_leaves_nothing()
    {
        for (var delay = 0; delay < 60; delay += 5)
        {
            using var scene = new StepScene();
            using var cancellation = new CancellationTokenSource(delay);
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => scene.ShellAsync("sleep 1000", cancellation.Token));
        }
    }

    private sealed class ManualTimeProvider : TimeProvider
    {
        private readonly Lock _gate = new();
        private readonly List<ManualTimer> _timers = [];
        private TimeSpan _now = TimeSpan.FromHours(1);

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _now.Ticks;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = new ManualTimer(this, () => callback(state));
            timer.Change(dueTime, period);
            lock (_gate)
                _timers.Add(timer);

            return timer;
        }

        public void Advance(TimeSpan time)
        {
            _now += time;
            List<ManualTimer> due;
            lock (_gate)
                due = _timers.FindAll(timer => timer.Due <= _now);

            foreach (var timer in due)
                timer.Fire();

            // Continuations run on the pool; each must set its next timer before the clock moves on.
            Thread.Sleep(5);
        }

        private sealed class ManualTimer(ManualTimeProvider clock, Action fire) : ITimer
        {
            public TimeSpan Due { get; private set; } = TimeSpan.MaxValue;

            public void Fire()
            {
                Due = TimeSpan.MaxValue;
                fire();
            }

            public bool Change(TimeSpan dueTime, TimeSpan period)
            {
                Due = dueTime < TimeSpan.Zero ? TimeSpan.MaxValue : clock._now + dueTime;
                return true;
            }

            public void Dispose() => Due = TimeSpan.MaxValue;

            public ValueTask DisposeAsync()
            {
                Dispose();
                return ValueTask.CompletedTask;
            }
        }
    }
}

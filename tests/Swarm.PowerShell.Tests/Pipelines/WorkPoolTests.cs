using Swarm.PowerShell.Pipelines;

namespace Swarm.PowerShell.Tests.Pipelines;

/// <summary>Throttling, cancelling and emitting, without PowerShell.</summary>
public sealed class WorkPoolTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void No_more_than_the_limit_goes_side_by_side(int limit)
    {
        using var pool = new WorkPool(limit);
        var (now, most) = (0, 0);
        for (var item = 0; item < 12; item++)
        {
            pool.Run(async token =>
            {
                var count = Interlocked.Increment(ref now);
                InterlockedMax(ref most, count);
                await Task.Delay(20, token);
                Interlocked.Decrement(ref now);
            });
        }

        pool.Complete();

        Assert.Equal(0, now);
        Assert.Equal(limit, most);
    }

    [Fact]
    public void What_is_posted_is_done_by_the_pumping_thread_in_its_order()
    {
        using var pool = new WorkPool(2);
        var threads = new List<int>();
        var done = new List<string>();
        foreach (var name in new[] { "a", "b", "c" })
        {
            pool.Run(_ =>
            {
                for (var index = 0; index < 100; index++)
                {
                    var item = $"{name}{index}";
                    pool.Post(() =>
                    {
                        threads.Add(Environment.CurrentManagedThreadId);
                        done.Add(item);
                    });
                }

                return Task.CompletedTask;
            });
        }

        pool.Complete();

        Assert.All(threads, thread => Assert.Equal(Environment.CurrentManagedThreadId, thread));
        Assert.All(["a", "b", "c"], name => Assert.Equal(
            Enumerable.Range(0, 100).Select(index => $"{name}{index}"), done.Where(item => item.StartsWith(name, StringComparison.Ordinal))));
    }

    [Fact]
    public void Items_come_as_they_finish_and_not_as_they_began()
    {
        using var pool = new WorkPool(2);
        var slow = new TaskCompletionSource();
        var done = new List<string>();
        pool.Run(async token =>
        {
            await slow.Task.WaitAsync(token);
            pool.Post(() => done.Add("slow"));
        });
        pool.Run(_ =>
        {
            pool.Post(() =>
            {
                done.Add("quick");
                slow.SetResult();
            });
            return Task.CompletedTask;
        });

        pool.Complete();

        Assert.Equal(["quick", "slow"], done);
    }

    [Fact]
    public async Task A_stop_from_another_thread_ends_the_pumping_after_all_work_has_ended()
    {
        using var pool = new WorkPool(4);
        var ended = 0;
        for (var item = 0; item < 3; item++)
        {
            pool.Run(token => EndLateAsync(token, () => Interlocked.Increment(ref ended)));
        }

        var stop = Task.Run(async () =>
        {
            await Task.Delay(100);
            pool.Cancel();
        });

        Assert.ThrowsAny<OperationCanceledException>(pool.Complete);
        Assert.Equal(3, ended);
        await stop;
    }

    [Fact]
    public void Disposing_in_the_middle_waits_for_all_work()
    {
        var ended = 0;
        using (var pool = new WorkPool(3))
        {
            pool.Run(token => EndLateAsync(token, () => Interlocked.Increment(ref ended)));
            pool.Run(token => EndLateAsync(token, () => Interlocked.Increment(ref ended)));
        }

        Assert.Equal(2, ended);
    }

    [Fact]
    public void A_throw_on_the_pumping_thread_passes_and_disposing_ends_the_rest()
    {
        var ended = 0;
        Assert.Throws<InvalidOperationException>(() =>
        {
            using var pool = new WorkPool(2);
            pool.Run(token => EndLateAsync(token, () => Interlocked.Increment(ref ended)));
            pool.Run(_ =>
            {
                pool.Post(() => throw new InvalidOperationException("downstream"));
                return Task.CompletedTask;
            });
        });

        Assert.Equal(1, ended);
    }

    [Fact]
    public void A_failure_of_the_work_reaches_the_pumping_thread()
    {
        using var pool = new WorkPool(1);

        Assert.Throws<InvalidDataException>(() => pool.Run(_ => throw new InvalidDataException("broken")));
        pool.Complete();
    }

    [Fact]
    public void A_full_queue_holds_the_work_back_and_a_cancellation_lets_it_go()
    {
        var posted = 0;
        using (var pool = new WorkPool(2))
        {
            pool.Run(token =>
            {
                while (!token.IsCancellationRequested)
                {
                    pool.Post(() => { });
                    Interlocked.Increment(ref posted);
                }

                return Task.CompletedTask;
            });
            Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref posted) >= 4096, Soon));
            Thread.Sleep(50);
            Assert.InRange(Volatile.Read(ref posted), 4096, 4200);
        }
    }

    [Fact]
    public void Nothing_starts_after_a_cancellation()
    {
        using var pool = new WorkPool(1);
        pool.Cancel();

        Assert.ThrowsAny<OperationCanceledException>(() => pool.Run(_ => Task.CompletedTask));
    }

    private static async Task EndLateAsync(CancellationToken token, Action ended)
    {
        try
        {
            await Task.Delay(Timeout.Infinite, token);
        }
        catch (OperationCanceledException)
        {
            await Task.Delay(150, CancellationToken.None);
            ended();
            throw;
        }
    }

    private static void InterlockedMax(ref int target, int value)
    {
        for (var seen = Volatile.Read(ref target); seen < value && Interlocked.CompareExchange(ref target, value, seen) != seen; seen = Volatile.Read(ref target))
        {
        }
    }
}

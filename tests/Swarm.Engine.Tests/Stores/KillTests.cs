using System.Diagnostics;
using System.Globalization;
using Swarm.Core.Contracts;
using Swarm.Engine.Nodes;
using Swarm.Engine.Tests.Support;

namespace Swarm.Engine.Tests.Stores;

/// <summary>kill -9 at any moment of a run: the store opens and is sound, the parent is untouched, no child lives on, and the same run works afterwards.</summary>
public sealed class KillTests : IDisposable
{
    private const int Kills = 24;

    private const string Step = "echo $$ > pid; head -c 400000 /dev/urandom > big; for i in 1 2 3 4 5 6 7 8; do echo $i > f$i; done; (sleep 600 &) ; sleep 0.1";

    private readonly Scene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task Killed_at_many_moments()
    {
        Scene.NeedUnix();
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux shows here what is left of a killed run.");
        var parent = (await _scene.LaunchAsync("head -c 2000000 /dev/urandom > base; echo base > f1", "base")).Record.NodeId!;
        var snapshot = Scene.HashTree(_scene.Export(parent));
        var marker = "swarm-kill-" + Guid.NewGuid().ToString("N");
        _scene.Variables["MARKER"] = marker;
        var whole = Stopwatch.GetTimestamp();
        Assert.Equal(0, (await Tool.EndAsync(Tool.StartDriver(_scene, "run", _scene.Root, "whole", parent, "-", "-", "sh", "-c", Step))).ExitCode);
        var length = Stopwatch.GetElapsedTime(whole);

        var random = new Random(20_260_101);
        var (finished, reached) = (0, new HashSet<string>(StringComparer.Ordinal));
        for (var kill = 0; kill < Kills; kill++)
        {
            // The runtime starts for a while before the run does; the later part is looked at more closely.
            var moment = length * (0.15 + (0.9 * Math.Sqrt(random.NextDouble())));
            using (var process = Tool.StartDriver(_scene, "run", _scene.Root, "killed", parent, "-", "-", "sh", "-c", Step))
            {
                await Task.Delay(moment, Scene.Cancellation);
                if (process.HasExited)
                {
                    // The first run was slower than those that follow it, on a machine that others use.
                    (finished, length) = (finished + 1, length * 0.8);
                }

                process.Kill();
                await process.WaitForExitAsync(Scene.Cancellation);
            }

            await AssertNoneLivesAsync(marker);
            using var session = _scene.Open();
            reached.UnionWith(session.Runs.List().Select(run => run.Record.Status));
            Assert.DoesNotContain(session.Runs.List(), run => run.Record.Status == RunStatus.Running);
            Assert.All(session.Runs.List(), run => Assert.Equal(run.Record.NodeId is null, run.Record.Status == RunStatus.Abandoned));
            Assert.Equal(session.Nodes.List().Count, session.Nodes.ListHeads().Count);

            // Who reads clears nothing away; who writes does.
            session.Maintenance.Optimize(dryRun: false, progress: null, Scene.Cancellation);
            Assert.Empty(Directory.EnumerateDirectories(_scene.Work));
        }

        Assert.True(reached.Contains(RunStatus.Abandoned), "No kill met a run: " + string.Create(CultureInfo.InvariantCulture, $"{finished} of {Kills} had ended."));
        var again = await Tool.EndAsync(Tool.StartDriver(_scene, "run", _scene.Root, "again", parent, "-", "-", "sh", "-c", Step));
        Assert.True(again.ExitCode == 0, again.Error);
        Assert.Equal(snapshot, Scene.HashTree(_scene.Export(parent)));
        _scene.Session.Maintenance.Optimize(dryRun: false, progress: null, Scene.Cancellation);
        _scene.AssertSound();
        await AssertNoneLivesAsync(marker);
    }

    [Fact]
    public async Task A_deterministic_run_that_was_killed_is_run_again_under_the_same_id()
    {
        Scene.NeedUnix();
        var id = new TaskCompletionSource<string>();
        var request = new Engine.Runs.RunRequest { Step = Scene.Shell("echo x > f; sleep ${SLEEP:-0}"), Seed = new byte[32], Started = id.SetResult };
        using var cancellation = new CancellationTokenSource();
        var first = _scene.Session.Runs.RunAsync(request, cancellation.Token);
        var run = await id.Task;
        await cancellation.CancelAsync();
        await Record.ExceptionAsync(() => first);
        var second = await _scene.RunAsync(request with { Started = null });
        Assert.Equal(run, second.Record.RunId);
        Assert.Equal(RunStatus.Succeeded, second.Record.Status);
        Assert.Equal(second.Record.NodeId, _scene.Session.Nodes.Get(new NodeReference(run)).Record.NodeId);
        _scene.AssertSound();
    }

    // A killed run's supervisor hears of it through its pipe, and then ends the step.
    private static async Task AssertNoneLivesAsync(string marker)
    {
        IReadOnlyList<string> living = [];
        for (var attempt = 0; attempt < 100; attempt++)
        {
            living = Tool.FindMarked(marker);
            if (living.Count == 0)
            {
                return;
            }

            await Task.Delay(100, Scene.Cancellation);
        }

        Assert.Fail("Still there: " + string.Join(", ", living));
    }
}

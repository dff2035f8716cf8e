using System.Diagnostics;
using System.Text;
using Swarm.Core.Errors;
using Swarm.Core.Locks;
using Swarm.Engine.Nodes;
using Swarm.Engine.Runs;
using Swarm.Engine.Tests.Support;

namespace Swarm.Engine.Tests.Stores;

public sealed class ConcurrencyTests : IDisposable
{
    private readonly Scene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task Processes_that_launch_resume_and_fork_at_once_lose_nothing()
    {
        Scene.NeedUnix();
        var parent = (await _scene.LaunchAsync("head -c 300000 /dev/urandom > base", "base")).Record.NodeId!;
        var processes = new List<Process>();
        for (var index = 0; index < 4; index++)
        {
            processes.Add(Tool.StartDriver(_scene, "run", _scene.Root, $"launched-{index}", "-", "-", "-", "sh", "-c", "head -c 100000 /dev/urandom > f; echo x > same"));
            processes.Add(Tool.StartDriver(_scene, "run", _scene.Root, $"resumed-{index}", parent, "-", "-", "sh", "-c", "head -c 100000 /dev/urandom > f; echo x > same"));
            processes.Add(Tool.StartDriver(_scene, "fork", _scene.Root, parent, $"forked-{index % 2}", "20"));
        }

        var ends = await Task.WhenAll(processes.Select(Tool.EndAsync));
        Assert.All(ends, end => Assert.True(end.ExitCode == 0, end.Error));
        var made = ends.SelectMany(end => end.Output.Split('\n')).Where(line => line.StartsWith("node-", StringComparison.Ordinal)).ToArray();
        Assert.Equal(4 + 4 + 80, made.Length);
        Assert.Equal(made.Append(parent).Order(StringComparer.Ordinal), _scene.Session.Nodes.List().Select(node => node.Record.NodeId).Order(StringComparer.Ordinal));
        Assert.Equal(Enumerable.Range(0, 40), _scene.Session.Nodes.List().Where(node => node.Record.Label == "forked-0").Select(node => node.Record.ForkOrdinal).Order());
        _scene.AssertSound(exports: false);
    }

    [Fact]
    public async Task Tasks_of_one_session_run_side_by_side()
    {
        Scene.NeedUnix();
        await _scene.LaunchAsync("echo base > f", "base");
        var runs = await Task.WhenAll(Enumerable.Range(0, 8).Select(index => _scene.ResumeAsync("base", $"cat f; echo {index} > f", $"try-{index}")));
        Assert.All(runs, run => Assert.Equal("succeeded", run.Record.Status));
        for (var index = 0; index < 8; index++)
        {
            Assert.Equal($"{index}\n", File.ReadAllText(Path.Combine(_scene.Export($"try-{index}"), "f")));
        }

        _scene.AssertSound(exports: false);
    }

    [Fact]
    public async Task One_store_is_made_where_many_make_it_at_once()
    {
        Scene.NeedUnix();
        var processes = Enumerable.Range(0, 4).Select(index => Tool.StartDriver(_scene, "run", _scene.Root, $"first-{index}", "-", "-", "-", "sh", "-c", "true")).ToArray();
        var ends = await Task.WhenAll(processes.Select(Tool.EndAsync));
        Assert.All(ends, end => Assert.True(end.ExitCode == 0, end.Error));
        Assert.Equal(4, _scene.Session.Nodes.List().Count);
        _scene.AssertSound();
    }

    [Fact]
    public async Task The_same_deterministic_run_at_once_is_one_node_or_said_to_be_under_way()
    {
        Scene.NeedUnix();
        var request = new RunRequest { Step = Scene.Shell("echo x > f"), Seed = new byte[32] };
        var sessions = Enumerable.Range(0, 4).Select(_ => _scene.Open()).ToArray();
        var ends = await Task.WhenAll(sessions.Select(async session =>
        {
            try
            {
                return (await session.Runs.RunAsync(request, Scene.Cancellation)).Record.NodeId;
            }
            catch (SwarmException exception)
            {
                Scene.AssertClear(exception, ErrorCode.StoreBusy);
                return null;
            }
        }));
        Assert.Single(ends.OfType<string>().Distinct(StringComparer.Ordinal));
        Assert.Single(_scene.Session.Nodes.List());
        Assert.Equal("succeeded", Assert.Single(_scene.Session.Runs.List()).Record.Status);
        foreach (var session in sessions)
        {
            session.Dispose();
        }

        _scene.AssertSound();
    }

    [Fact]
    public async Task Who_must_wait_waits_a_bounded_time_and_then_names_who_holds_the_store()
    {
        Scene.NeedUnix();
        await _scene.LaunchAsync("true", "base");
        _scene.Variables["SWARM_LOCK_TIMEOUT_SECONDS"] = "1";
        using var session = _scene.Open();
        var path = Path.Combine(_scene.Layout.Locks, "write.lock");
        var holder = Path.Combine(_scene.Layout.Locks, $"write.{Guid.NewGuid():N}.holder");
        using (new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None))
        {
            File.WriteAllText(holder, $$"""{"process":{{Encoding.UTF8.GetString(ProcessIdentity.Current.Serialize())}},"purpose":"hold it for a test","since":"2026-01-01T00:00:00Z"}""");
            var started = Stopwatch.GetTimestamp();
            var refused = Assert.Throws<SwarmException>(() => session.Nodes.Fork(new NodeReference("base"), "x"));
            Assert.InRange(Stopwatch.GetElapsedTime(started).TotalSeconds, 0.9, 20);
            Scene.AssertClear(refused, ErrorCode.StoreBusy);
            Assert.True(refused.Retryable);
            Assert.Contains($"process {Environment.ProcessId}", refused.Message, StringComparison.Ordinal);
            Assert.Contains("hold it for a test", refused.Message, StringComparison.Ordinal);
            Assert.Contains("1 s", refused.Message, StringComparison.Ordinal);
            Scene.AssertClear(
                await Assert.ThrowsAsync<SwarmException>(() => session.Runs.RunAsync(new RunRequest { Step = Scene.Shell("true") }, Scene.Cancellation)), ErrorCode.StoreBusy);
        }

        File.Delete(holder);
        Assert.Equal("x", session.Nodes.Fork(new NodeReference("base"), "x").Record.Label);
        _scene.AssertSound();
    }
}

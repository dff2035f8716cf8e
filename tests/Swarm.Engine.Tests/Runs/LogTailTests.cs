using Swarm.Core.Errors;
using Swarm.Engine.Tests.Support;

namespace Swarm.Engine.Tests.Runs;

/// <summary>What is told of a failure: the end of the log with the run and where it is asked for, and no run where none could begin.</summary>
public sealed class LogTailTests : IDisposable
{
    private readonly Scene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task A_failed_run_has_the_last_twenty_lines_of_its_log()
    {
        Scene.NeedUnix();
        var run = await _scene.LaunchAsync("for i in $(seq 1 30); do echo line $i; done; exit 3", "base");
        string[] expected = [.. Enumerable.Range(11, 20).Select(number => $"line {number}")];
        Assert.Equal(expected, run.LogTail);
        Assert.Equal(expected, _scene.Session.Runs.Get(run.Record.RunId, withResponse: true).LogTail);
        Assert.Empty(_scene.Session.Runs.Get(run.Record.RunId).LogTail);
        Assert.Empty((await _scene.LaunchAsync("echo fine", "fine")).LogTail);
        Assert.Empty((await _scene.LaunchAsync("exit 3", "silent")).LogTail);
    }

    [Fact]
    public async Task A_launch_from_what_is_not_there_leaves_no_run()
    {
        await _scene.RefusedAsync(new() { Workspace = "missing", Step = Scene.Shell("true") }, ErrorCode.PathInvalid);
        await _scene.RefusedAsync(new() { State = "missing.db", Step = Scene.Shell("true") }, ErrorCode.PathInvalid);
        Assert.Empty(_scene.Session.Runs.List());
    }

    [Theory]
    [InlineData(0, "")]
    [InlineData(1, "3")]
    [InlineData(2, "2,3")]
    [InlineData(3, "1,2,3")]
    [InlineData(9, "1,2,3")]
    [InlineData(null, "1,2,3")]
    public async Task As_many_of_the_last_lines_as_are_asked_for(int? tail, string lines)
    {
        Scene.NeedUnix();
        var run = await _scene.LaunchAsync("echo 1; echo 2; printf 3", "base");
        Assert.Equal(lines, string.Join(',', await ReadAsync(run.Record.RunId, follow: false, tail)));
        Assert.Equal(lines, string.Join(',', await ReadAsync(run.Record.RunId, follow: true, tail)));
    }

    [Fact]
    public async Task A_log_that_grows_is_followed_from_its_last_lines()
    {
        Scene.NeedUnix();
        var gate = Path.Combine(_scene.Folder, "gate");
        string? id = null;
        var running = _scene.RunAsync(new() { Label = "base", Started = run => id = run, Step = Scene.Shell($"echo 1; echo 2; echo 3; while ! test -e {gate}; do sleep 0.05; done; echo 4; echo 5") });
        while (id is null || (await ReadAsync(id, follow: false, tail: null)).Count < 3)
        {
            await Task.Delay(20, Scene.Cancellation);
        }

        Assert.Equal(["2", "3"], await ReadAsync(id, follow: false, tail: 2));
        var followed = new List<string>();
        await foreach (var line in _scene.Session.Runs.ReadLogAsync(id, follow: true, access: null, Scene.Cancellation, tail: 1))
        {
            followed.Add(line);
            File.WriteAllText(gate, string.Empty);
        }

        await running;
        Assert.Equal(["3", "4", "5"], followed);
    }

    private async Task<List<string>> ReadAsync(string run, bool follow, int? tail)
    {
        var lines = new List<string>();
        await foreach (var line in _scene.Session.Runs.ReadLogAsync(run, follow, access: null, Scene.Cancellation, tail))
        {
            lines.Add(line);
        }

        return lines;
    }
}

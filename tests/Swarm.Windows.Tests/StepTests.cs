using System.Diagnostics;
using Swarm.Windows.Tests.Support;

namespace Swarm.Windows.Tests;

/// <summary>Steps in their job object: nothing of them outlives them.</summary>
public sealed class StepTests(WindowsMachine machine) : IDisposable
{
    // A grandchild that goes on, and would show it: a file that grows.
    private const string Tree = """
        @echo off
        start /b cmd /c beat.cmd
        :wait
        if not exist beating.txt goto wait
        echo ready
        if "%~1"=="end" exit /b 0
        :for_ever
        goto for_ever
        """;

    private const string Beat = """
        @echo off
        :again
        echo beat>>"%HEART%"
        echo beat>beating.txt
        goto again
        """;

    private readonly WindowsScene _scene = machine.MakeScene();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task A_step_that_ends_leaves_nothing_behind_and_says_so()
    {
        for (var round = 0; round < 6; round++)
        {
            var run = (await _scene.SwarmAsync("run", "launch", "--json", "--", "cmd", "/c", "dir")).Expect(0);
            Assert.DoesNotContain("behind", run.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task What_a_step_leaves_running_is_ended_and_counted()
    {
        var run = (await LaunchAsync([], "end")).Expect(0);
        Assert.Contains("The step left 1 process(es) behind", run.Error, StringComparison.Ordinal);
        await ExpectNoBeatAsync();
    }

    [Fact]
    public async Task The_time_out_ends_the_whole_tree()
    {
        var run = (await LaunchAsync(["--timeout", "15s"])).Expect(7);
        Assert.Equal("step_timed_out", run.ReadJson().GetProperty("status").GetString());
        await ExpectNoBeatAsync();
    }

    [Fact]
    public async Task The_exit_code_of_the_step_is_told()
    {
        var run = (await _scene.SwarmAsync("run", "launch", "--json", "--", "cmd", "/c", "exit 41")).Expect(7);
        Assert.Equal(41, run.ReadJson().GetProperty("exit_code").GetInt32());
    }

    [Fact]
    public async Task A_killed_command_takes_its_step_with_it_and_the_store_goes_on()
    {
        WriteTree();
        using var kill = new CancellationTokenSource();
        var run = _scene.SwarmAsync(kill.Token, "run", "launch", "--workspace", "work", "--", @".\tree.cmd");
        for (var waited = Stopwatch.StartNew(); !File.Exists(_scene["heart.txt"]);)
        {
            Assert.True(waited.Elapsed < WindowsMachine.Patience && !run.IsCompleted, "The step never began.");
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        await kill.CancelAsync();
        Assert.NotEqual(0, (await run).ExitCode);
        await ExpectNoBeatAsync();
        var runs = (await _scene.SwarmAsync("run", "list", "--json")).Expect(0);
        Assert.Contains("abandoned", runs.Output, StringComparison.Ordinal);
        (await _scene.SwarmAsync("run", "launch", "--", "cmd", "/c", "exit 0")).Expect(0);
        (await _scene.SwarmAsync("store", "check")).Expect(0);
    }

    private Task<ProcessResult> LaunchAsync(string[] options, params string[] arguments)
    {
        WriteTree();
        return _scene.SwarmAsync(["run", "launch", "--json", "--workspace", "work", .. options, "--", @".\tree.cmd", .. arguments]);
    }

    private void WriteTree()
    {
        _scene.Variables["HEART"] = _scene.Translate(_scene["heart.txt"]);
        _scene.Write("work/tree.cmd", Tree.ReplaceLineEndings("\r\n"));
        _scene.Write("work/beat.cmd", Beat.ReplaceLineEndings("\r\n"));
    }

    private async Task ExpectNoBeatAsync()
    {
        var heart = new FileInfo(_scene["heart.txt"]);
        Assert.True(heart.Exists);
        await Task.Delay(TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);
        heart.Refresh();
        var length = heart.Length;
        await Task.Delay(TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);
        heart.Refresh();
        Assert.Equal(length, heart.Length);
    }
}

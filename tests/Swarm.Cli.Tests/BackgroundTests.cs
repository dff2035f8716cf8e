using System.Diagnostics;
using Swarm.Cli.Tests.Support;

namespace Swarm.Cli.Tests;

/// <summary>A run goes on in a process of its own after the command has ended.</summary>
public sealed class BackgroundTests : IDisposable
{
    private readonly Scene _scene = Scene.WithShell();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public void A_run_goes_on_behind_the_command_and_is_waited_for_like_any_other()
    {
        var gate = _scene["gate"];
        var begun = _scene.Launch($"echo begun; while ! test -e {gate}; do sleep 0.05; done; printf done > $SWARM_OUTPUT", "--label", "base", "--no-wait").Expect(0);
        Assert.Equal("running", begun.Text("status"));
        Assert.Null(begun.Text("node_id"));
        var id = begun.Text("run_id")!;
        Assert.Equal("running", _scene.Run("run", "status", id, "--json").Expect(0).Text("status"));
        Assert.Contains(id, _scene.Run("run", "list").Expect(0).Output, StringComparison.Ordinal);
        _scene.Run("run", "collect", id).ExpectError(4, "RUN_UNFINISHED");
        File.WriteAllText(gate, string.Empty);
        var ended = _scene.Run("run", "wait", id, "--json").Expect(0);
        Assert.Equal(("succeeded", "done"), (ended.Text("status"), ended.Text("response")));
        Assert.Equal("begun\n", _scene.Run("run", "logs", id).Expect(0).Output);
        Assert.Equal("succeeded", _scene.Run("run", "collect", id, "--json").Expect(0).Text("status"));
        _scene.Run("verify", "run", "base").Expect(0);
        AssertGone();
    }

    [Fact]
    public void It_is_stopped_like_any_other_and_quiet_gives_its_id()
    {
        var begun = _scene.Run("run", "launch", "--no-wait", "--quiet", "--", "sh", "-c", $"sleep 600; echo {_scene.Marker}").Expect(0);
        Assert.Matches("^run-[0-9a-z]+\n$", begun.Output);
        Assert.Equal("cancelled", _scene.Run("run", "cancel", begun.Output.Trim(), "--json").Text("status"));
        AssertGone();
    }

    [Fact]
    public void What_keeps_it_from_beginning_is_said_at_once()
    {
        _scene.Launch("true", "--label", "base").Expect(0);
        _scene.Run("run", "resume", "--node", "nowhere", "--no-wait", "--json", "--", "true").ExpectError(2, "NODE_NOT_FOUND");
        _scene.Run("run", "resume", "--node", "base", "--no-wait", "--json", "--policy", "missing.json", "--", "true").ExpectError(2, "PATH_INVALID");
        Assert.Equal(1, _scene.Run("run", "list", "--json").Json.GetProperty("nodes").GetArrayLength());
    }

    [Fact]
    public void A_step_that_fails_there_is_told_of_by_whoever_collects_it()
    {
        var id = _scene.Launch("echo the reason; exit 3", "--no-wait").Expect(0).Text("run_id")!;
        Assert.Equal("step_failed", _scene.Run("run", "wait", id, "--json").Text("status"));
        var collected = _scene.Run("run", "collect", id, "--json").ExpectError(7, "STEP_FAILED");
        Assert.Equal(["the reason"], collected.Json.GetProperty("log_tail").EnumerateArray().Select(line => line.GetString()));
        Assert.Contains("  | the reason", collected.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Secrets_and_options_reach_it_by_no_argument_and_no_file()
    {
        _scene.Variables["TOKEN_OF_TEST"] = "the-canary-of-the-test";
        _scene.Variables["STYLE_OF_TEST"] = "bold";
        var gate = _scene["gate"];
        var id = _scene.Launch(
            $"echo $TOKEN_OF_TEST $STYLE_OF_TEST; while ! test -e {gate}; do sleep 0.05; done",
            "--no-wait", "--clean-environment", "--secret", "TOKEN_OF_TEST", "--env", "STYLE_OF_TEST", "--timeout", "5m").Expect(0).Text("run_id")!;
        foreach (var process in Process.GetProcesses())
        {
            using (process)
            {
                if (OperatingSystem.IsLinux() && File.Exists($"/proc/{process.Id}/cmdline"))
                {
                    Assert.DoesNotContain("the-canary-of-the-test", ReadArguments(process.Id), StringComparison.Ordinal);
                }
            }
        }

        File.WriteAllText(gate, string.Empty);
        _scene.Run("run", "wait", id).Expect(0);
        Assert.Equal("*** bold\n", _scene.Run("run", "logs", id).Expect(0).Output);
        Assert.All(Directory.EnumerateFiles(_scene.Folder, "*", SearchOption.AllDirectories), file => Assert.DoesNotContain("the-canary-of-the-test", File.ReadAllText(file), StringComparison.Ordinal));
    }

    private static string ReadArguments(int process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/cmdline");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return string.Empty;
        }
    }

    // The process of the run ends a moment after the run.
    private void AssertGone()
    {
        for (var attempt = 0; attempt < 600 && _scene.FindMarked().Count > 0; attempt++)
        {
            Thread.Sleep(50);
        }

        Assert.Empty(_scene.FindMarked());
    }
}

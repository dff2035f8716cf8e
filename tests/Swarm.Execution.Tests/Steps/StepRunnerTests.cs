using System.Diagnostics;
using Swarm.Core.Contracts;
using Swarm.Core.Digests;
using Swarm.Core.Errors;
using Swarm.Execution.Steps;

namespace Swarm.Execution.Tests.Steps;

public sealed class StepRunnerTests
{
    [Theory]
    [InlineData(0, RunStatus.Succeeded)]
    [InlineData(1, RunStatus.StepFailed)]
    [InlineData(7, RunStatus.StepFailed)]
    [InlineData(255, RunStatus.StepFailed)]
    public async Task The_exit_code_is_the_programs(int exitCode, string status)
    {
        using var scene = new StepScene();
        var outcome = await scene.ShellAsync($"exit {exitCode}");
        Assert.Equal(exitCode, outcome.ExitCode);
        Assert.Equal(status, outcome.Status);
        Assert.Equal(0, outcome.KilledDescendants);
        Assert.Equal(0, outcome.LogBytes);
        Assert.Equal(Digest.Compute([]), outcome.LogDigest);
    }

    [Theory]
    [InlineData("SEGV", 139)]
    [InlineData("KILL", 137)]
    [InlineData("TERM", 143)]
    [InlineData("PIPE", 141)]
    public async Task A_signal_gives_128_and_its_number(string signal, int exitCode)
    {
        using var scene = new StepScene();
        var outcome = await scene.ShellAsync($"ulimit -c 0; kill -{signal} $$");
        Assert.Equal(exitCode, outcome.ExitCode);
        Assert.Equal(RunStatus.StepFailed, outcome.Status);
    }

    [Fact]
    public async Task Both_outputs_arrive_in_their_order()
    {
        using var scene = new StepScene();
        await scene.ShellAsync("for i in 1 2 3 4 5; do echo out $i; echo err $i >&2; done");
        Assert.Equal(string.Concat(Enumerable.Range(1, 5).Select(i => $"out {i}\nerr {i}\n")), scene.Log);
    }

    [Fact]
    public async Task Binary_output_is_kept_byte_for_byte()
    {
        using var scene = new StepScene();
        var bytes = new byte[500_000];
        new Random(7).NextBytes(bytes);
        File.WriteAllBytes(Path.Combine(scene.Folder, "data"), bytes);
        var outcome = await scene.RunAsync("cat", "data");
        Assert.Equal(bytes, File.ReadAllBytes(scene.Options.LogPath));
        Assert.Equal(bytes.Length, outcome.LogBytes);
        Assert.Equal(Digest.Compute(bytes), outcome.LogDigest);
    }

    [Fact]
    public async Task Only_its_owner_can_read_the_log_and_an_old_one_is_replaced()
    {
        using var scene = new StepScene();
        scene.Write("step.log", "something older and longer");
        await scene.ShellAsync("echo new");
        Assert.Equal("new\n", scene.Log);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, StepScene.ModeOf(scene.Options.LogPath));
        Assert.Equal([scene.Options.LogPath], Directory.GetFiles(scene.Folder));
    }

    [Fact]
    public async Task The_environment_is_exactly_what_was_given()
    {
        using var scene = new StepScene();
        scene.Environment["EMPTY"] = "";
        scene.Environment["LINES"] = "one\ntwo = três\n";
        scene.Environment["DOTNET_STARTUP_HOOKS"] = "/nowhere.dll";
        scene.Environment["LARGE"] = new string('x', 100_000);
        await scene.RunAsync("env", "-0");
        Assert.Equal(
            scene.Environment.Select(pair => $"{pair.Key}={pair.Value}").Order(StringComparer.Ordinal),
            scene.Log.Split('\0', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task An_empty_environment_is_possible()
    {
        using var scene = new StepScene();
        scene.Environment.Clear();
        var outcome = await scene.RunAsync("/usr/bin/env");
        Assert.Equal(RunStatus.Succeeded, outcome.Status);
        Assert.Empty(scene.Log);
    }

    [Fact]
    public async Task Arguments_arrive_as_they_are()
    {
        using var scene = new StepScene();
        string[] arguments = ["", "a b", "'\"$HOME`\\", "--", "-x", "línea\n2", "*"];
        await scene.RunAsync("sh", ["-c", """for a in "$@"; do printf '%s\0' "$a"; done""", "sh", .. arguments]);
        Assert.Equal(arguments, scene.Log.Split('\0')[..^1]);
    }

    [Fact]
    public async Task Standard_input_is_empty_and_no_other_descriptor_is_open()
    {
        using var scene = new StepScene();
        Assert.SkipUnless(OperatingSystem.IsLinux(), "/proc is not here.");
        var outcome = await scene.ShellAsync("cat; echo read; for f in /proc/self/fd/*; do readlink $f; done | grep -v -c -E 'pipe|null'");
        Assert.Equal("read\n0\n", scene.Log);
        Assert.Equal(1, outcome.ExitCode);
    }

    [Fact]
    public async Task It_runs_in_the_working_directory_with_default_signals()
    {
        using var scene = new StepScene();
        Assert.SkipUnless(OperatingSystem.IsLinux(), "/proc is not here.");
        await scene.ShellAsync("pwd; grep -E 'Sig(Blk|Ign)' /proc/self/status");
        var lines = scene.Log.TrimEnd().Split('\n');
        Assert.Equal(scene.Folder, lines[0]);

        // Signals 32 and 33 belong to the C library.
        Assert.All(lines[1..], line => Assert.Equal(0UL, Convert.ToUInt64(line[^16..], 16) & ~0x1_8000_0000UL));
    }

    [Fact]
    public async Task A_step_that_closes_its_outputs_is_waited_for()
    {
        using var scene = new StepScene();
        var outcome = await scene.ShellAsync("echo first; exec >&- 2>&-; sleep 0.4; exit 3");
        Assert.Equal(3, outcome.ExitCode);
        Assert.Equal("first\n", scene.Log);
        Assert.True(outcome.Duration >= TimeSpan.FromSeconds(0.4));
    }

    [Fact]
    public async Task Four_steps_side_by_side_do_not_disturb_one_another()
    {
        var scenes = Enumerable.Range(0, 4).Select(_ => new StepScene()).ToList();
        var outcomes = await Task.WhenAll(scenes.Select((scene, index) =>
            scene.ShellAsync($"(setsid sleep 1000 &) ; sleep 0.{index + 1}; echo {index}; exit {index}")));
        for (var index = 0; index < 4; index++)
        {
            Assert.Equal(index, outcomes[index].ExitCode);
            Assert.Equal(1, outcomes[index].KilledDescendants);
            Assert.Equal($"{index}\n", scenes[index].Log);
            scenes[index].Dispose();
        }
    }

    [Fact]
    public async Task Every_line_is_echoed_also_to_a_slow_listener()
    {
        using var scene = new StepScene();
        var output = new Listener(_ => Thread.Sleep(1));
        scene.Options = scene.Options with { Output = output };
        await scene.ShellAsync("i=0; while [ $i -lt 300 ]; do echo line $i; i=$((i+1)); done; printf rest");
        Assert.Equal([.. Enumerable.Range(0, 300).Select(i => $"line {i}"), "rest"], output.Lines);
    }

    [Fact]
    public async Task Lines_are_echoed_while_the_step_runs()
    {
        using var scene = new StepScene();
        var seen = new TaskCompletionSource();
        scene.Options = scene.Options with { Output = new Listener(_ => seen.TrySetResult()) };
        var run = scene.ShellAsync("echo hello; while [ ! -e go ]; do sleep 0.02; done");
        await seen.Task.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.False(run.IsCompleted);
        scene.Write("go", "");
        Assert.Equal(0, (await run).ExitCode);
    }

    [Fact]
    public async Task A_listener_that_never_returns_does_not_hold_up_a_cancellation()
    {
        using var scene = new StepScene();
        using var never = new ManualResetEventSlim();
        using var cancellation = new CancellationTokenSource();
        scene.Options = scene.Options with { Output = new Listener(_ => never.Wait()) };
        var run = scene.ShellAsync("echo hello; exit 0", cancellation.Token);
        await Task.Delay(500);
        Assert.False(run.IsCompleted);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run.WaitAsync(TimeSpan.FromSeconds(20)));
        never.Set();
    }

    [Fact]
    public async Task What_a_step_wrote_without_end_is_not_echoed_long_after_it_was_ended()
    {
        using var scene = new StepScene("yes");
        var output = new Listener(_ => Thread.SpinWait(20_000));
        scene.Options = scene.Options with { Output = output, LogLimitBytes = 8 << 20 };
        var outcome = await scene.RunAsync("yes").WaitAsync(TimeSpan.FromSeconds(60));
        Assert.Equal(RunStatus.StepLimitExceeded, outcome.Status);
        Assert.InRange(output.Lines.Count, 1, (outcome.LogBytes / 2) - 1);
    }

    [Fact]
    public async Task A_listener_that_never_returns_does_not_hold_up_the_end_at_a_deadline()
    {
        using var scene = new StepScene();
        using var never = new ManualResetEventSlim();
        scene.Options = scene.Options with { Output = new Listener(_ => never.Wait()), Timeout = TimeSpan.FromSeconds(1) };
        var run = scene.ShellAsync("echo hello; sleep 100");
        Assert.Equal(RunStatus.StepTimedOut, (await run.WaitAsync(TimeSpan.FromSeconds(60))).Status);
        never.Set();
    }

    [Fact]
    public async Task An_echo_holds_nothing_that_commands_a_terminal_and_the_log_all_of_it()
    {
        using var scene = new StepScene();
        var output = new Listener(_ => { });
        scene.Options = scene.Options with { Output = output };
        await scene.ShellAsync("printf '\\033]52;c;eA==\\007\\033[2Ja\\033[31mb\\n'");
        Assert.Equal("a\e[31mb\e[0m", Assert.Single(output.Lines));
        Assert.Equal("\e]52;c;eA==\a\e[2Ja\e[31mb\n", scene.Log);
    }

    [Fact]
    public async Task What_a_listener_throws_is_thrown_when_the_step_has_ended()
    {
        using var scene = new StepScene();
        scene.Options = scene.Options with { Output = new Listener(_ => throw new InvalidOperationException("closed")) };
        await Assert.ThrowsAsync<InvalidOperationException>(() => scene.ShellAsync("echo a; sleep 0.2; touch done"));
        Assert.True(File.Exists(Path.Combine(scene.Folder, "done")));
    }

    [Fact]
    public async Task A_log_that_cannot_be_created_is_an_error()
    {
        using var scene = new StepScene();
        scene.Options = scene.Options with { LogPath = Path.Combine(scene.Folder, "missing", "step.log") };
        var error = await Assert.ThrowsAsync<SwarmException>(() => scene.ShellAsync("exit 0"));
        Assert.Equal(ErrorCode.StoreUnwritable, error.ErrorCode);
    }

    [Theory]
    [InlineData("NA=ME", "value")]
    [InlineData("", "value")]
    [InlineData("NAME", "a\0b")]
    public async Task A_variable_that_cannot_be_set_is_refused(string name, string value)
    {
        using var scene = new StepScene();
        scene.Environment[name] = value;
        var error = await Assert.ThrowsAsync<SwarmException>(() => scene.ShellAsync("exit 0"));
        Assert.Equal(ErrorCode.SpecInvalid, error.ErrorCode);
    }

    [Fact]
    public async Task The_start_costs_little()
    {
        using var scene = new StepScene();
        var times = new List<double>();
        for (var round = 0; round < 7; round++)
        {
            var start = Stopwatch.GetTimestamp();
            await scene.RunAsync("true");
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        times.Sort();
        TestContext.Current.TestOutputHelper!.WriteLine($"median {times[3]:F1} ms");
        Assert.True(times[0] < 1000, $"{times[0]:F0} ms");
    }

    private sealed class Listener(Action<string> action) : IStepOutput
    {
        public List<string> Lines { get; } = [];

        public void WriteLines(IReadOnlyList<string> lines)
        {
            foreach (var line in lines)
            {
                Lines.Add(line);
                action(line);
            }
        }
    }
}

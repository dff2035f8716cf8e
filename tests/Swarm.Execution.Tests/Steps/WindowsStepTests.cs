using Swarm.Core.Contracts;
using Swarm.Core.Errors;
using Swarm.Execution.Steps;

namespace Swarm.Execution.Tests.Steps;

/// <summary>Steps in a job object.</summary>
public sealed class WindowsStepTests
{
    // Writes for ever, so that one who looks sees whether it lives.
    private const string Beat = "@echo off\r\n:again\r\necho beat>>heart.txt\r\ngoto again\r\n";
    private const string WaitForBeat = ":wait\r\nif not exist heart.txt goto wait\r\n";

    [Theory]
    [InlineData(0, RunStatus.Succeeded)]
    [InlineData(1, RunStatus.StepFailed)]
    [InlineData(255, RunStatus.StepFailed)]
    public async Task The_exit_code_is_the_programs(int exitCode, string status)
    {
        using var scene = StepScene.OnWindows();
        var outcome = await scene.RunAsync("cmd", "/c", $"exit {exitCode}");
        Assert.Equal(exitCode, outcome.ExitCode);
        Assert.Equal(status, outcome.Status);
        Assert.Equal(0, outcome.LogBytes);
    }

    [Fact]
    public async Task Both_outputs_arrive_and_the_input_is_empty()
    {
        using var scene = StepScene.OnWindows();
        scene.Write("talk.cmd", "@echo off\r\nset /p word=\r\necho out %word%.\r\necho err>&2\r\n");
        var outcome = await scene.RunAsync(@".\talk.cmd");
        Assert.Equal(0, outcome.ExitCode);
        Assert.Equal("out .\r\nerr\r\n", scene.Log.Replace("err \r\n", "err\r\n", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_environment_is_what_was_given_and_the_folder_too()
    {
        using var scene = StepScene.OnWindows();
        scene.Environment["GIVEN"] = "grün €";
        scene.Environment.Remove("USERNAME");
        await scene.RunAsync("cmd", "/u", "/c", "set & cd");
        var text = File.ReadAllText(scene.Options.LogPath, System.Text.Encoding.Unicode);
        Assert.Contains("GIVEN=grün €\r\n", text, StringComparison.Ordinal);
        Assert.Contains($"MARKER={scene.Marker}\r\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("USERNAME=", text, StringComparison.OrdinalIgnoreCase);
        Assert.EndsWith($"{scene.Folder}\r\n", text, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_step_that_leaves_nothing_is_never_said_to_leave_something()
    {
        for (var round = 0; round < 24; round++)
        {
            using var scene = StepScene.OnWindows();
            var outcome = await scene.RunAsync("cmd", "/c", "dir");
            Assert.Equal(RunStatus.Succeeded, outcome.Status);
            Assert.Equal(0, outcome.KilledDescendants);
            Assert.NotEmpty(scene.Log);
        }
    }

    [Fact]
    public async Task What_it_starts_at_once_and_leaves_is_ended_and_counted()
    {
        for (var round = 0; round < 8; round++)
        {
            using var scene = StepScene.OnWindows();
            scene.Write("beat.cmd", Beat);
            scene.Write("tree.cmd", $"@echo off\r\nstart /b cmd /c beat.cmd\r\n{WaitForBeat}exit /b 5\r\n");
            var outcome = await scene.RunAsync(@".\tree.cmd");
            Assert.Equal(5, outcome.ExitCode);
            Assert.Equal(1, outcome.KilledDescendants);
            await ExpectNoBeatAsync(scene);
        }
    }

    [Fact]
    public async Task The_deadline_ends_the_whole_tree()
    {
        using var scene = StepScene.OnWindows();
        scene.Write("beat.cmd", Beat);
        scene.Write("tree.cmd", "@echo off\r\nstart /b cmd /c beat.cmd\r\n:on\r\ngoto on\r\n");
        scene.Options = scene.Options with { Timeout = TimeSpan.FromSeconds(5) };
        var outcome = await scene.RunAsync(@".\tree.cmd");
        Assert.Equal(RunStatus.StepTimedOut, outcome.Status);
        await ExpectNoBeatAsync(scene);
    }

    [Fact]
    public async Task A_cancellation_ends_the_whole_tree()
    {
        using var scene = StepScene.OnWindows();
        using var cancellation = new CancellationTokenSource();
        scene.Write("beat.cmd", Beat);
        scene.Write("tree.cmd", $"@echo off\r\nstart /b cmd /c beat.cmd\r\n{WaitForBeat}echo ready\r\n:on\r\ngoto on\r\n");
        var run = StepRunner.RunAsync(scene.Command(@".\tree.cmd"), scene.Options, cancellation.Token);
        await scene.WaitForLogAsync("ready");
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        await ExpectNoBeatAsync(scene);
    }

    [Fact]
    public async Task Endless_output_is_cut_at_the_limit_and_ended()
    {
        using var scene = StepScene.OnWindows();
        scene.Write("talk.cmd", "@echo off\r\n:again\r\necho yes\r\ngoto again\r\n");
        scene.Options = scene.Options with { LogLimitBytes = 4096 };
        var outcome = await scene.RunAsync(@".\talk.cmd");
        Assert.Equal(RunStatus.StepLimitExceeded, outcome.Status);
        Assert.Equal(4096, outcome.LogBytes);
    }

    [Fact]
    public async Task Memory_beyond_the_limit_is_refused()
    {
        using var scene = StepScene.OnWindows();
        Assert.SkipUnless(StepScene.Find("pwsh") is not null, "pwsh is not here.");
        scene.Options = scene.Options with { MemoryLimitBytes = 600L << 20 };
        var outcome = await scene.RunAsync(
            "pwsh", "-NoProfile", "-NonInteractive", "-Command", "try { $all = 1..20 | % { , [byte[]]::new(100MB) }; 'had it' } catch { 'refused' }");
        Assert.DoesNotContain("had it", scene.Log, StringComparison.Ordinal);
        Assert.True(outcome.Status is RunStatus.Succeeded or RunStatus.StepFailed);
    }

    [Theory]
    [InlineData("no-such-program")]
    [InlineData(@".\no-such-program.exe")]
    [InlineData("text.exe")]
    public async Task A_program_that_cannot_be_started_is_named(string program)
    {
        using var scene = StepScene.OnWindows();
        scene.Write("text.exe", "no program");
        scene.Environment["PATH"] = $"{scene.Folder};{scene.Environment["PATH"]}";
        var error = await Assert.ThrowsAsync<SwarmException>(() => scene.RunAsync(program));
        Assert.Equal(ErrorCode.StepNotStarted, error.ErrorCode);
        Assert.Contains(program, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Four_steps_side_by_side_do_not_disturb_one_another()
    {
        var scenes = Enumerable.Range(0, 4).Select(_ => StepScene.OnWindows()).ToList();
        var outcomes = await Task.WhenAll(scenes.Select((scene, index) => scene.RunAsync("cmd", "/c", $"echo {index}&exit {index}")));
        for (var index = 0; index < 4; index++)
        {
            Assert.Equal(index, outcomes[index].ExitCode);
            Assert.Equal(0, outcomes[index].KilledDescendants);
            Assert.Equal($"{index}\r\n", scenes[index].Log);
            scenes[index].Dispose();
        }
    }

    private static async Task ExpectNoBeatAsync(StepScene scene)
    {
        var heart = Path.Combine(scene.Folder, "heart.txt");
        var length = new FileInfo(heart).Length;
        await Task.Delay(500, TestContext.Current.CancellationToken);
        Assert.Equal(length, new FileInfo(heart).Length);
    }
}

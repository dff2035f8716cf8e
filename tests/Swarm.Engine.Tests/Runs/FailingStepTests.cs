using Swarm.Core.Contracts;
using Swarm.Core.Errors;
using Swarm.Core.Json;
using Swarm.Engine.Runs;
using Swarm.Engine.Tests.Support;

namespace Swarm.Engine.Tests.Runs;

/// <summary>A step that fails is still an episode: its node is there, is certified and can be resumed.</summary>
public sealed class FailingStepTests : IDisposable
{
    private readonly Scene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task An_exit_code_is_kept_with_what_the_step_left()
    {
        Scene.NeedUnix();
        var run = await _scene.LaunchAsync("echo before > f; echo told > $SWARM_OUTPUT; echo loud; exit 42", "base");
        await AssertKeptAsync(run, ErrorCode.StepFailed, RunStatus.StepFailed, 42);
        Assert.Equal("told", run.Response);
        var next = await _scene.ResumeAsync("base", "cat f");
        Assert.Equal(RunStatus.Succeeded, next.Record.Status);
        Assert.Equal("before\n", await _scene.LogAsync(next.Record.RunId));
        _scene.AssertSound();
    }

    [Fact]
    public async Task A_signal_is_an_exit_code_too()
    {
        Scene.NeedUnix();
        var run = await _scene.LaunchAsync("kill -SEGV $$");
        await AssertKeptAsync(run, ErrorCode.StepFailed, RunStatus.StepFailed, 139);
    }

    [Fact]
    public async Task A_step_beyond_its_deadline_is_ended_with_all_that_it_started()
    {
        Scene.NeedUnix();
        var marker = "swarm-deadline-" + Guid.NewGuid().ToString("N");
        var run = await _scene.RunAsync(new RunRequest
        {
            Environment = new Dictionary<string, string> { ["MARKER"] = marker },
            Timeout = TimeSpan.FromSeconds(0.7),
            Step = Scene.Shell("echo early > f; (setsid sleep 600 &) ; trap '' TERM; sleep 600"),
        });
        await AssertKeptAsync(run, ErrorCode.StepTimedOut, RunStatus.StepTimedOut, expectedExit: null);
        Assert.Contains("0.7 s", run.Errors[0].Message, StringComparison.Ordinal);
        Assert.Equal("early\n", File.ReadAllText(Path.Combine(_scene.Export(run.Record.NodeId!), "f")));
        if (OperatingSystem.IsLinux())
        {
            Assert.Empty(Tool.FindMarked(marker));
        }

        _scene.AssertSound();
    }

    [Fact]
    public async Task A_step_that_logs_beyond_its_limit_is_ended_and_its_log_cut_there()
    {
        Scene.NeedUnix();
        var run = await _scene.RunAsync(new RunRequest { LogLimitBytes = 10_000, Step = Scene.Shell("while :; do echo 123456789; done") });
        await AssertKeptAsync(run, ErrorCode.StepLimitExceeded, RunStatus.StepLimitExceeded, expectedExit: null);
        Assert.Contains("10000 bytes", run.Errors[0].Message, StringComparison.Ordinal);
        Assert.Equal(10_000, (await _scene.LogAsync(run.Record.RunId)).Length);
        _scene.AssertSound();
    }

    [Fact]
    public async Task A_file_of_10_GB_is_left_out_and_named()
    {
        Scene.NeedUnix("truncate");
        var run = await _scene.LaunchAsync("truncate -s 10G huge; echo small > kept");
        await AssertKeptAsync(run, ErrorCode.StepLimitExceeded, RunStatus.StepLimitExceeded, 0);
        Assert.Contains("'huge'", run.Errors[0].Message, StringComparison.Ordinal);
        var certificate = StrictJson.Parse(File.ReadAllBytes(run.CertificatePath!), ContractJson.Default.Certificate, "certificate");
        Assert.Equal(["huge"], certificate.Result.LeftOut!);
        var export = _scene.Export(run.Record.NodeId!);
        Assert.False(File.Exists(Path.Combine(export, "huge")));
        Assert.True(File.Exists(Path.Combine(export, "kept")));
        _scene.AssertSound();
    }

    [Fact]
    public async Task A_response_of_10_GB_is_left_out_and_named()
    {
        Scene.NeedUnix("truncate");
        var run = await _scene.LaunchAsync("truncate -s 10G $SWARM_OUTPUT; echo small > kept");
        await AssertKeptAsync(run, ErrorCode.StepLimitExceeded, RunStatus.StepLimitExceeded, 0);
        Assert.Contains("SWARM_OUTPUT", run.Errors[0].Message, StringComparison.Ordinal);
        Assert.Null(run.Response);
        _scene.AssertSound();
    }

    [Fact]
    public async Task A_state_of_10_GB_is_refused()
    {
        Scene.NeedUnix("truncate");
        var run = await _scene.LaunchAsync("truncate -s 10G $SWARM_STATE");
        await AssertKeptAsync(run, ErrorCode.StepFailed, RunStatus.StepFailed, 0);
        Assert.Equal(0L, _scene.Scalar(run.Record.NodeId!, "SELECT count(*) FROM sqlite_master"));
        _scene.AssertSound();
    }

    [Fact]
    public async Task A_workspace_that_grows_beyond_its_limit_ends_the_step()
    {
        Scene.NeedUnix("truncate");
        var run = await _scene.RunAsync(new RunRequest { OutputLimitBytes = 1 << 20, Step = Scene.Shell("truncate -s 2M big; sleep 600") });
        await AssertKeptAsync(run, ErrorCode.StepLimitExceeded, RunStatus.StepLimitExceeded, expectedExit: null);
        Assert.Contains("'big'", string.Concat(run.Errors.Select(error => error.Message)), StringComparison.Ordinal);
        _scene.AssertSound();
    }

    [Theory]
    [InlineData("no-such-program-here")]
    [InlineData("./no-such-file")]
    [InlineData("/etc")]
    [InlineData("")]
    public async Task A_program_that_is_not_there_leaves_nothing(string program)
    {
        Scene.NeedUnix();
        await _scene.LaunchAsync("echo x > f", "base");
        var before = Scene.HashTree(_scene.Layout.Packs) + Scene.HashTree(_scene.Layout.Nodes);
        var refused = await _scene.RefusedAsync(new RunRequest { Node = new("base"), Step = new() { Command = [program] } }, ErrorCode.StepNotStarted);
        Assert.Equal(ErrorCategory.InvalidInput, refused.Category);
        Assert.Equal(before, Scene.HashTree(_scene.Layout.Packs) + Scene.HashTree(_scene.Layout.Nodes));
        Assert.Single(_scene.Session.Nodes.List());
        var run = _scene.Session.Runs.List()[^1];
        Assert.Equal((RunStatus.Failed, ErrorCode.StepNotStarted.Name), (run.Record.Status, run.Record.ErrorCode));
        _scene.AssertSound();
    }

    private async Task AssertKeptAsync(RunInfo run, ErrorCode code, string status, int? expectedExit)
    {
        Assert.Equal(status, run.Record.Status);
        if (expectedExit is { } exit)
        {
            Assert.Equal(exit, run.Record.ExitCode);
        }

        Assert.Equal((code.Name, "step_failed"), (run.Errors[0].Code, run.Errors[0].Category));
        Assert.Equal(ErrorCategory.StepFailed, code.Category);
        Assert.DoesNotContain('\n', run.Errors[0].Message);
        Assert.NotNull(run.Record.NodeId);
        var again = _scene.Session.Runs.Get(run.Record.RunId);
        Assert.Equal(run.Errors.Select(error => error.Message), again.Errors.Select(error => error.Message));
        var certificate = StrictJson.Parse(File.ReadAllBytes(run.CertificatePath!), ContractJson.Default.Certificate, "certificate");
        Assert.Equal((status, run.Record.ExitCode), (certificate.Result.Status, certificate.Result.ExitCode));
        await _scene.LogAsync(run.Record.RunId);
        _scene.AssertNothingLeft();
    }
}

using Swarm.Core.Contracts;
using Swarm.Core.Json;
using Swarm.Engine.Runs;
using Swarm.Engine.Tests.Support;

namespace Swarm.Engine.Tests.Runs;

/// <summary>A step that is tried again starts from what it started with, and nothing of the attempts before is left.</summary>
public sealed class RetryTests : IDisposable
{
    private readonly Scene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task A_step_that_fails_is_tried_again_from_what_it_started_with()
    {
        Scene.NeedUnix();
        await _scene.LaunchAsync("echo kept > f", "base");
        var counter = Path.Combine(_scene.Folder, "counter");
        var warnings = new List<string>();
        var run = await _scene.RunAsync(new RunRequest
        {
            Node = new("base"),
            Retries = 3,
            Warning = warnings.Add,
            Step = Scene.Shell($"echo x >> {counter}; cat f; ls; echo told > $SWARM_OUTPUT; rm f; touch \"left-$(wc -l < {counter})\"; rm -rf $SWARM_STATE; [ $(wc -l < {counter}) -eq 3 ]"),
        });
        Assert.Equal(RunStatus.Succeeded, run.Record.Status);
        Assert.Equal(3, Certificate(run).Result.Attempts);
        Assert.Equal("kept\nf\n", await _scene.LogAsync(run.Record.RunId));
        Assert.Equal(["left-3"], Directory.GetFileSystemEntries(_scene.Export(run.Record.NodeId!)).Select(Path.GetFileName));
        Assert.Equal(2, warnings.Count(warning => warning.Contains("exit code 1", StringComparison.Ordinal)));
        _scene.AssertSound();
    }

    [Fact]
    public async Task The_last_attempt_is_the_one_that_counts()
    {
        Scene.NeedUnix();
        var counter = Path.Combine(_scene.Folder, "counter");
        var run = await _scene.RunAsync(new RunRequest { Retries = 2, Step = Scene.Shell($"echo x >> {counter}; echo loud; exit $(wc -l < {counter})") });
        Assert.Equal((RunStatus.StepFailed, 3), (run.Record.Status, run.Record.ExitCode));
        Assert.Equal(3, Certificate(run).Result.Attempts);
        Assert.Equal("loud\n", await _scene.LogAsync(run.Record.RunId));
        _scene.AssertSound();
    }

    [Fact]
    public async Task A_deadline_is_a_reason_to_try_again_and_a_broken_limit_is_none()
    {
        Scene.NeedUnix();
        var late = await _scene.RunAsync(new RunRequest { Retries = 1, Timeout = TimeSpan.FromSeconds(0.5), Step = Scene.Shell("sleep 60") });
        Assert.Equal((RunStatus.StepTimedOut, 2), (late.Record.Status, Certificate(late).Result.Attempts));
        var loud = await _scene.RunAsync(new RunRequest { Retries = 1, LogLimitBytes = 100, Step = Scene.Shell("while :; do echo 123456789; done") });
        Assert.Equal((RunStatus.StepLimitExceeded, null), (loud.Record.Status, Certificate(loud).Result.Attempts));
        var good = await _scene.RunAsync(new RunRequest { Retries = 5, Step = Scene.Shell("true") });
        Assert.Null(Certificate(good).Result.Attempts);
    }

    [Fact]
    public async Task What_an_attempt_put_in_the_place_of_its_folders_is_gone_for_the_next()
    {
        Scene.NeedUnix();
        var outside = Path.GetDirectoryName(_scene.Write("outside/precious", "kept"))!;
        var counter = Path.Combine(_scene.Folder, "counter");
        var run = await _scene.RunAsync(new RunRequest
        {
            Retries = 1,
            Step = Scene.Shell($"echo x >> {counter}; [ $(wc -l < {counter}) -eq 2 ] && exit 0; cd ..; rm -rf workspace state output; ln -s {outside} workspace; ln -s {outside} state; mkdir output; exit 1"),
        });
        Assert.Equal(RunStatus.Succeeded, run.Record.Status);
        Assert.Equal("kept", File.ReadAllText(Path.Combine(outside, "precious")));
        _scene.AssertSound();
    }

    private static Certificate Certificate(RunInfo run) =>
        StrictJson.Parse(File.ReadAllBytes(run.CertificatePath!), ContractJson.Default.Certificate, "certificate");
}

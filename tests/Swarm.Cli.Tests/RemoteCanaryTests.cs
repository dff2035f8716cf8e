using System.Text;
using System.Text.Json;
using Swarm.Cli.Tests.Support;

namespace Swarm.Cli.Tests;

/// <summary>Secrets of the runner, of the job and of the operator are looked for wherever a remote run writes.</summary>
public sealed class RemoteCanaryTests : IDisposable
{
    private const string JobSecret = "canary-of-the-job-0123456789";
    private const string Content = "canary-of-the-workspace-0123456789";

    private static readonly string[] JobVariables =
    [
        "GITHUB_TOKEN", "ACTIONS_RUNTIME_TOKEN", "ACTIONS_ID_TOKEN_REQUEST_TOKEN", "RUNNER_TRACKING_ID", "GITHUB_ENV", "INPUT_REQUEST", "CI_JOB_TOKEN", "GH_TOKEN", "MY_SECRET", "NPM_TOKEN",
    ];

    private readonly RemoteScene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public void No_secret_leaves_the_runner_or_reaches_the_step()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Processes are looked for in /proc.");
        foreach (var name in JobVariables)
        {
            _scene.Runner.Variables[name] = JobSecret;
        }

        var workspace = Path.GetDirectoryName(_scene.Runner.Write("source/content", Content))!;
        _scene.Run(RemoteScene.Shell("true", label: "base") with { Workspace = workspace });
        const string Script = "env > environment; cat content; cat content > $SWARM_OUTPUT; touch ready; sleep 2";
        var prepared = _scene.Prepare(RemoteScene.Shell(Script, "base"));
        var (arguments, output) = _scene.Command(prepared);
        using var process = _scene.Runner.Start([.. arguments, "--verbose"]);
        var temporary = Path.GetTempPath();
        Assert.True(SpinWait.SpinUntil(
            () => Directory.EnumerateDirectories(temporary, "swarm-episode-*").Any(folder => Has(folder, prepared.RunId)), TimeSpan.FromMinutes(1)));
        var seen = new StringBuilder();
        foreach (var marked in _scene.Runner.FindMarked())
        {
            // The wiped memory of the command itself is among them; what a job gives the command is the job's.
            var environment = File.ReadAllText($"/proc/{marked}/environ");
            Assert.DoesNotContain(_scene.Secret, environment, StringComparison.Ordinal);
            seen.Append(File.ReadAllText($"/proc/{marked}/cmdline")).Append(marked == process.Id ? string.Empty : environment);
        }

        var result = Scene.Finish(process).Expect(0);
        seen.Append(result.Output).Append(result.Error);
        _scene.Attest(output);
        foreach (var file in Directory.EnumerateFiles(output).Append(prepared.BundlePath!))
        {
            seen.Append(Encoding.Latin1.GetString(File.ReadAllBytes(file)));
        }

        seen.Append(prepared.SealedRequest);
        string[] secrets = [_scene.Secret, JobSecret, Content, .. Capabilities()];
        Assert.Equal(5, secrets.Length);
        foreach (var secret in secrets)
        {
            Assert.DoesNotContain(secret, seen.ToString(), StringComparison.Ordinal);
        }

        Assert.DoesNotContain(Directory.EnumerateDirectories(temporary, "swarm-episode-*"), folder => Has(folder, prepared.RunId));
        var collected = _scene.Collect(prepared, output);
        Assert.Equal(Content, collected.Response);
        var environmentOfStep = File.ReadAllText(Path.Combine(
            _scene.Session.States.ExportWorkspace(new(collected.Record.NodeId!), _scene.Runner["exported"], RemoteScene.Cancellation), "environment"));
        Assert.DoesNotContain(JobSecret, environmentOfStep, StringComparison.Ordinal);
        Assert.DoesNotContain("SEALING", environmentOfStep, StringComparison.Ordinal);
        Assert.Contains("SWARM_RUN_ID=" + prepared.RunId, environmentOfStep, StringComparison.Ordinal);
    }

    [Fact]
    public void The_output_is_shown_where_the_request_allows_it()
    {
        var prepared = _scene.Prepare(RemoteScene.Shell("echo hello"), request => request with { EchoOutput = true });
        Assert.Contains("hello", _scene.Runner.Run(_scene.Command(prepared).Arguments).Expect(0).Error, StringComparison.Ordinal);
    }

    private static bool Has(string folder, string runId)
    {
        try
        {
            return File.Exists(Path.Combine(folder, "runs", runId, "workspace", "ready"));
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>The chain keys of the parent, as its operator can open them.</summary>
    private IEnumerable<string> Capabilities()
    {
        using var keys = JsonDocument.Parse(File.ReadAllText(_scene.Runner["operator/home/keys/default/secret.json"]));
        using var identity = Cryptography.Age.AgeIdentity.Parse(keys.RootElement.GetProperty("sealing").GetString()!);
        var parent = Directory.EnumerateFiles(Path.Combine(_scene.OperatorRoot, ".swarm", "nodes"), "next_tokens.json", SearchOption.AllDirectories).First();
        using var tokens = JsonDocument.Parse(File.ReadAllText(parent));
        return [.. new[] { "state_cap", "net_cap" }.Select(member =>
        {
            var plaintext = Cryptography.Age.AgeDecryptor.Open(Encoding.ASCII.GetBytes(tokens.RootElement.GetProperty(member).GetString()!), [identity]);
            using var capability = JsonDocument.Parse(plaintext);
            return capability.RootElement.GetProperty("chain_key").GetString()!;
        })];
    }
}

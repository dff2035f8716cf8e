using System.IO.Compression;
using System.Text;
using Swarm.Core.Contracts;
using Swarm.Core.Errors;
using Swarm.Workflows.Runner;
using Swarm.Workflows.Tests.Support;

namespace Swarm.Workflows.Tests;

/// <summary>The shipped workflow is executed, step by step from its YAML.</summary>
public sealed class ExecutionTests
{
    [Fact]
    public async Task A_launch_is_dispatched_executed_attested_collected_and_verified()
    {
        await using var scene = await RemoteOperator.StartAsync();
        var prepared = scene.Prepare("echo made > file; echo said; echo answer > $SWARM_OUTPUT", label: "base");
        var run = await scene.ExecuteAsync(prepared);
        Assert.True(run.Conclusion == "success", scene.Runner.LogOf(scene.Runner.Repository.Runs[run.Id]));
        Assert.Equal($"swarm {prepared.RunId}", run.DisplayTitle);
        Assert.Equal([("episode", "success"), ("attest", "success")], (await scene.Client.ListJobsAsync(scene.Repository, run.Id, RemoteOperator.Cancel)).Select(job => (job.Name, job.Conclusion)));

        var collected = await scene.CollectAsync(prepared, run);
        Assert.Equal(("succeeded", "answer"), (collected.Record.Status, collected.Response));
        var verdict = scene.Verify("base");
        Assert.True(verdict.IsValid, verdict.Reason);
        var runtime = scene.CertificateOf("base").Runtime;
        Assert.Equal((scene.Runner.WorkflowRef, scene.Runner.Commit, "github-hosted"), (runtime.WorkflowRef, runtime.CommitSha, runtime.RunnerClass));

        var summary = scene.Runner.Summaries[run.Id];
        Assert.Contains("```mermaid\ngraph TD\n", summary, StringComparison.Ordinal);
        Assert.Contains($"| node | {collected.Record.NodeId} |", summary, StringComparison.Ordinal);
        Assert.Contains("| waived | confinement |", summary, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Steps_are_chained_and_forked_and_what_they_left_is_carried()
    {
        await using var scene = await RemoteOperator.StartAsync();
        var first = scene.Prepare("echo base > file", label: "base");
        await scene.CollectAsync(first, await scene.ExecuteAsync(first));
        string[] labels = ["careful", "bold"];
        var prepared = labels.Select(label =>
        {
            scene.Session.Nodes.Fork(new Engine.Nodes.NodeReference("base"), label);
            return scene.Prepare("echo $SWARM_LABEL >> file; cat file > $SWARM_OUTPUT", label);
        }).ToArray();

        // Both at once, each with its bundle at an address.
        var ids = await Task.WhenAll(prepared.Select(run => scene.DispatchAsync(run, new Uri(run.BundlePath!).AbsoluteUri)));
        await scene.Runner.WaitAsync();
        foreach (var (label, id, run) in labels.Zip(ids, prepared))
        {
            var ended = await scene.Client.GetRunAsync(scene.Repository, id, RemoteOperator.Cancel);
            Assert.True(ended.Conclusion == "success", scene.Runner.LogOf(scene.Runner.Repository.Runs[id]));
            var collected = await scene.CollectAsync(run, ended);
            Assert.Equal(("fork", $"base\n{label}", 1), (collected.Record.Operation, collected.Response, collected.RatchetStep));
            var verdict = scene.Verify(label);
            Assert.True(verdict.IsValid, verdict.Reason);
            Assert.Contains("-->|fork|", scene.Runner.Summaries[id], StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_bundle_of_another_run_is_refused_on_the_runner()
    {
        await using var scene = await RemoteOperator.StartAsync();
        var first = scene.Prepare("echo base > file", label: "base");
        await scene.CollectAsync(first, await scene.ExecuteAsync(first));
        var (one, other) = (scene.Prepare("true", "base"), scene.Prepare("true", "base"));
        foreach (var bundle in new[] { new Uri(other.BundlePath!).AbsoluteUri, string.Empty })
        {
            var run = await scene.ExecuteAsync(one, bundle);
            Assert.Equal("failure", run.Conclusion);
            var folder = await scene.DownloadAsync(run, one.RunId);
            Assert.Equal(bundle.Length > 0 ? "ARTIFACT_BUNDLE_INVALID" : "ARTIFACT_MISSING_BUNDLE", Assert.Single(scene.Session.Remote.ReadError(one.RunId, folder)!).Code);
        }
    }

    [Fact]
    public async Task A_step_that_fails_is_attested_and_collected_too_and_the_run_is_shown_as_failed()
    {
        await using var scene = await RemoteOperator.StartAsync();
        var prepared = scene.Prepare("exit 3", label: "base");
        var run = await scene.ExecuteAsync(prepared);
        Assert.Equal("failure", run.Conclusion);
        Assert.Equal([("episode", "failure"), ("attest", "success")], (await scene.Client.ListJobsAsync(scene.Repository, run.Id, RemoteOperator.Cancel)).Select(job => (job.Name, job.Conclusion)));
        var collected = await scene.CollectAsync(prepared, run);
        Assert.Equal(("step_failed", 3), (collected.Record.Status, collected.Record.ExitCode));
        Assert.True(scene.Verify("base").IsValid);
    }

    [Fact]
    public async Task Where_the_episode_itself_fails_the_artifact_says_why_and_nothing_is_attested()
    {
        await using var scene = await RemoteOperator.StartAsync();
        var prepared = scene.Prepare("true", change: request => request with { AllowUnconfined = false, Run = request.Run with { Sandbox = SandboxModes.None } });
        var run = await scene.ExecuteAsync(prepared);
        Assert.Equal("failure", run.Conclusion);
        Assert.Equal([("episode", "failure"), ("attest", "skipped")], (await scene.Client.ListJobsAsync(scene.Repository, run.Id, RemoteOperator.Cancel)).Select(job => (job.Name, job.Conclusion)));
        var folder = await scene.DownloadAsync(run, prepared.RunId);
        Assert.Equal(["error.json"], Directory.EnumerateFiles(folder).Select(Path.GetFileName));
        Assert.Equal("SANDBOX_UNAVAILABLE", Assert.Single(scene.Session.Remote.ReadError(prepared.RunId, folder)!).Code);
        Assert.Contains("SANDBOX&#95;UNAVAILABLE", scene.Runner.Summaries[run.Id], StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_secret_is_in_the_log_the_artifacts_or_the_summary()
    {
        const string Content = "canary-of-the-step-0123456789";
        await using var scene = await RemoteOperator.StartAsync();
        var prepared = scene.Prepare($"env; echo {Content}; echo {Content} > file; echo {Content} > $SWARM_OUTPUT", label: "base");
        var run = await scene.ExecuteAsync(prepared);
        var log = scene.Runner.LogOf(scene.Runner.Repository.Runs[run.Id]);
        Assert.DoesNotContain("***", log, StringComparison.Ordinal);
        var seen = new StringBuilder(log).Append(scene.Runner.Summaries[run.Id]).Append(prepared.SealedRequest);
        foreach (var artifact in scene.Runner.Repository.Runs[run.Id].Artifacts)
        {
            using var zip = new ZipArchive(new MemoryStream(artifact.Archive));
            foreach (var entry in zip.Entries)
            {
                using var content = new MemoryStream();
                await using var stream = await entry.OpenAsync(RemoteOperator.Cancel);
                await stream.CopyToAsync(content, RemoteOperator.Cancel);
                seen.Append(Encoding.Latin1.GetString(content.ToArray()));
            }
        }

        foreach (var secret in scene.Runner.Secrets.Values.Append(Content).Append(scene.Runner.Server.Token))
        {
            Assert.DoesNotContain(secret, seen.ToString(), StringComparison.Ordinal);
        }

        // The step saw none of them either.
        var collected = await scene.CollectAsync(prepared, run);
        var lines = await scene.Session.Runs.ReadLogAsync(collected.Record.RunId, follow: false, access: null, RemoteOperator.Cancel).ToListAsync(RemoteOperator.Cancel);
        Assert.Contains(Content, lines);
        Assert.DoesNotContain(lines, line => line.Contains(scene.Runner.Server.Token, StringComparison.Ordinal) || line.Contains("AGE-SECRET", StringComparison.Ordinal));
        Assert.DoesNotContain(lines, line => line.StartsWith("GITHUB_", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_cancelled_run_ends_its_step_and_leaves_nothing()
    {
        await using var scene = await RemoteOperator.StartAsync();
        var marker = scene["started"];
        var prepared = scene.Prepare($"touch {marker}; sleep 600");
        var id = await scene.DispatchAsync(prepared);
        Assert.True(SpinWait.SpinUntil(() => File.Exists(marker), TimeSpan.FromMinutes(1)), scene.Runner.LogOf(scene.Runner.Repository.Runs[id]));
        await scene.Client.CancelAsync(scene.Repository, id, cancellationToken: RemoteOperator.Cancel);
        await scene.Runner.WaitAsync();
        var run = await scene.Client.GetRunAsync(scene.Repository, id, RemoteOperator.Cancel);
        Assert.Equal("cancelled", run.Conclusion);
        Assert.Empty(scene.Runner.Repository.Runs[id].Artifacts);
    }

    [Fact]
    public async Task The_secret_is_given_to_jobs_of_its_branch_alone()
    {
        await using var scene = await RemoteOperator.StartAsync();
        var prepared = scene.Prepare("true");
        scene.Runner.Server.Change(() =>
        {
            scene.Runner.Repository.References["refs/heads/other"] = scene.Runner.Repository.References["refs/heads/main"];
            scene.Runner.Repository.References.Remove("refs/heads/main");
        });
        scene.Runner.Repository.DefaultBranch = "other";
        var run = await scene.ExecuteAsync(prepared);
        Assert.Equal("failure", run.Conclusion);
        Assert.Empty(scene.Runner.Repository.Runs[run.Id].Artifacts);
        Assert.Contains("not allowed to deploy", scene.Runner.LogOf(scene.Runner.Repository.Runs[run.Id]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_workflow_with_something_unknown_is_not_executed()
    {
        await using var scene = await RemoteOperator.StartAsync();
        var text = Engine.Workflows.WorkflowTemplate.Read(Engine.Workflows.WorkflowHost.GitHub);
        foreach (var (from, to) in new[]
        {
            ("    timeout-minutes: 15", "    timeout-minutes: 15\n    strategy: {}"),
            ("        id: look", "        id: look\n        continue-on-error: true"),
        })
        {
            Assert.Throws<WorkflowFileException>(() => scene.Runner.CommitWorkflow(text.Replace(from, to, StringComparison.Ordinal)));
        }

        foreach (var (from, to) in new[]
        {
            ("${{ inputs.request }}", "${{ inputs.requests }}"),
            ("!cancelled()", "!canceled()"),
            ("          path: artifacts\n          compression-level: 0", "          path: artifacts\n          overwrite: true"),
            ("--tool-path", "--global --tool-path"),
        })
        {
            Assert.Contains(from, text, StringComparison.Ordinal);
            scene.Runner.CommitWorkflow(text.Replace(from, to, StringComparison.Ordinal));
            await Assert.ThrowsAsync<WorkflowFileException>(() => scene.ExecuteAsync(scene.Prepare("true")));
        }
    }

    [Fact]
    public async Task An_attestation_that_is_missing_is_noticed()
    {
        await using var scene = await RemoteOperator.StartAsync();
        scene.Runner.RefusesAttestation = true;
        var prepared = scene.Prepare("true");
        var run = await scene.ExecuteAsync(prepared);
        Assert.Equal("failure", run.Conclusion);
        var exception = await Assert.ThrowsAsync<SwarmException>(() => scene.CollectAsync(prepared, run));
        Assert.Equal(ErrorCode.ArtifactMissingArchive, exception.ErrorCode);
    }
}

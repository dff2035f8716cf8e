using System.IO.Compression;
using System.Text;
using Swarm.Backends.Bundles;
using Swarm.Core.Contracts;
using Swarm.Core.Digests;
using Swarm.Core.Errors;
using Swarm.Engine.Workflows;
using Swarm.Workflows.Runner;
using Swarm.Workflows.Runner.Pipelines;
using Swarm.Workflows.Tests.Support;

namespace Swarm.Workflows.Tests;

/// <summary>The shipped pipeline is executed, line by line from its YAML, under the engine as its user calls it.</summary>
public sealed class GitLabExecutionTests
{
    [Fact]
    public async Task A_launch_and_two_that_follow_are_executed_collected_and_verified_and_carry_state_and_workspace()
    {
        await using var scene = await GitLabOperator.StartAsync();
        var (server, project) = (scene.Runner.Server, scene.Runner.Project);
        var launched = await scene.RunAsync(scene.Describe(
            "echo first > file; sqlite3 $SWARM_STATE 'create table t(x); insert into t values(1)'; echo answer > $SWARM_OUTPUT", label: "base"));
        var run = scene.RunOf(launched.Record.RunId);
        Assert.True(launched.Record.Status == "succeeded", GitLabRunner.LogOf(run));
        Assert.Equal(("answer", 0), (launched.Response, launched.RatchetStep));
        Assert.Equal(($"swarm {launched.Record.RunId}", "api"), (run.Title, run.Event));
        Assert.Equal($"https://gitlab.example.com/octo/team/lab/-/pipelines/{run.Id}", launched.WebAddress);
        Assert.Empty(project.Packages);

        var resumed = await scene.RunAsync(scene.Describe(
            "cat file; echo second >> file; sqlite3 $SWARM_STATE 'insert into t values(2)'", node: "branch:base"));
        Assert.True(resumed.Record.Status == "succeeded", GitLabRunner.LogOf(scene.RunOf(resumed.Record.RunId)));
        var last = await scene.RunAsync(scene.Describe(
            "cat file - > $SWARM_OUTPUT <<END\n$(sqlite3 $SWARM_STATE 'select sum(x) from t')\nEND", node: "branch:base"));
        Assert.Equal(("succeeded", "first\nsecond\n3", 2), (last.Record.Status, last.Response!.Trim(), last.RatchetStep));

        // Each bundle went through the project's own packages, and its job fetched it with its own token.
        Assert.Equal(2, project.Packages.Count);
        Assert.Equal(2, server.Requests.Count(request => request.Method == "PUT" && request.Path.Contains("/packages/", StringComparison.Ordinal)));
        Assert.Equal(2, server.Requests.Count(request => request.Path.Contains("/packages/", StringComparison.Ordinal) && request.Headers.GetValueOrDefault("JOB-TOKEN") == server.JobToken));
        Assert.All(project.Packages.Keys, path => Assert.Contains(project.Runs.Values, pipeline => pipeline.Inputs["SWARM_BUNDLE"] == $"gl-package://octo/team/lab/{path.Split('/')[1]}"));

        var verdict = scene.Verify(last);
        Assert.True(verdict.IsValid, verdict.Reason);
        Assert.Equal(3, verdict.Lineage.Count + 1);
        var runtime = scene.CertificateOf("branch:base").Runtime;
        Assert.Equal((scene.Runner.WorkflowRef, scene.Runner.Commit, "gitlab"), (runtime.WorkflowRef, runtime.CommitSha, runtime.RunnerClass));
    }

    [Fact]
    public async Task The_locator_that_a_runner_writes_brings_its_bundle_back()
    {
        await using var scene = await GitLabOperator.StartAsync();
        var launched = await scene.RunAsync(scene.Describe("true", label: "base"));
        var run = scene.RunOf(launched.Record.RunId);
        using var zip = new ZipArchive(new MemoryStream(run.Artifacts.Single().Archive));
        using var document = System.Text.Json.JsonDocument.Parse(zip.GetEntry("artifacts/bundle_locator_next.json")!.Open());
        var locator = document.RootElement.GetProperty("locator").GetString()!;
        Assert.Equal($"gl-artifact://octo/team/lab/{run.Jobs.Single().Id}/{launched.Record.RunId}", locator);
        var digest = Digest.Parse(document.RootElement.GetProperty("bundle_sha256").GetString()!);
        foreach (var (variable, token) in new[] { ("GITLAB_TOKEN", scene.Runner.Server.Token), ("CI_JOB_TOKEN", scene.Runner.Server.JobToken) })
        {
            var variables = new Dictionary<string, string> { ["GITLAB_HOST"] = scene.Runner.Server.Host, [variable] = token };
            var store = new BundleStore(new BundleStoreOptions { ReadVariable = variables.GetValueOrDefault });
            Assert.Equal(digest, (await store.GetAsync(locator, scene[variable], 1L << 30, digest, GitLabOperator.Cancel)).Digest);
        }
    }

    [Fact]
    public async Task A_bundle_may_lie_in_another_store()
    {
        await using var scene = await GitLabOperator.StartAsync();
        var store = Directory.CreateDirectory(scene["store"]).FullName;
        var workspace = Directory.CreateDirectory(scene["workspace"]).FullName;
        await File.WriteAllTextAsync(Path.Combine(workspace, "given"), "from the workspace", GitLabOperator.Cancel);
        var request = scene.Describe("cat given > $SWARM_OUTPUT", label: "base", change: backend => backend with { BundleStore = new Uri(store).AbsoluteUri });
        var launched = await scene.RunAsync(request with { Workspace = workspace });
        Assert.Equal("from the workspace", launched.Response);
        Assert.Empty(scene.Runner.Project.Packages);
        Assert.Single(Directory.EnumerateFiles(store));
    }

    [Fact]
    public async Task Forks_are_started_side_by_side_and_collected_as_they_end()
    {
        await using var scene = await GitLabOperator.StartAsync();
        await scene.RunAsync(scene.Describe("echo base > file", label: "base"));
        var runs = await Task.WhenAll(new[] { "one", "two" }.Select(label =>
            scene.RunAsync(scene.Describe($"cat file > $SWARM_OUTPUT; echo {label} >> $SWARM_OUTPUT", "branch:base", label, backend => backend with { NoWait = true }))));
        Assert.All(runs, run => Assert.Equal("pending", run.Record.Status));
        foreach (var run in runs)
        {
            await scene.Session.Runs.WaitAsync(run.Record.RunId, access: null, GitLabOperator.Cancel);
            var received = await scene.Session.Runs.ReceiveAsync(run.Record.RunId, new() { WaiveAttestation = true }, access: null, GitLabOperator.Cancel);
            Assert.Equal(("succeeded", $"base\n{run.Record.Label}"), (received.Record.Status, received.Response!.Trim()));
            Assert.True(scene.Verify(received).IsValid);
        }
    }

    [Fact]
    public async Task Without_an_attestation_nothing_is_taken_in_unless_that_is_waived()
    {
        await using var scene = await GitLabOperator.StartAsync();
        var exception = await Assert.ThrowsAsync<SwarmException>(() => scene.RunAsync(scene.Describe("true", change: backend => backend with { Trust = new() })));
        Assert.Equal(ErrorCode.ArtifactMissingAttestation, exception.ErrorCode);
        var run = Assert.Single(scene.Session.Runs.List());
        Assert.Equal("pending", run.Record.Status);
        var received = await scene.Session.Runs.ReceiveAsync(run.Record.RunId, new() { WaiveAttestation = true }, access: null, GitLabOperator.Cancel);
        Assert.Equal("succeeded", received.Record.Status);
    }

    [Fact]
    public async Task A_step_that_fails_comes_back_as_a_node_and_its_pipeline_is_shown_as_failed()
    {
        await using var scene = await GitLabOperator.StartAsync();
        var failed = await scene.RunAsync(scene.Describe("echo left > file; exit 3", label: "base"));
        Assert.Equal(("step_failed", 3), (failed.Record.Status, failed.Record.ExitCode));
        Assert.Equal("failure", scene.RunOf(failed.Record.RunId).Conclusion);
        Assert.True(scene.Verify(failed).IsValid);
        var next = await scene.RunAsync(scene.Describe("cat file > $SWARM_OUTPUT", node: "branch:base"));
        Assert.Equal("left", next.Response!.Trim());
    }

    [Fact]
    public async Task Where_the_episode_itself_fails_the_artifact_says_why_and_no_node_is_made()
    {
        await using var scene = await GitLabOperator.StartAsync();
        var exception = await Assert.ThrowsAsync<SwarmException>(() => scene.RunAsync(scene.Describe("true", change: backend => backend with { AllowUnconfined = false }) with { Sandbox = SandboxModes.None }));
        Assert.Equal(ErrorCode.SandboxUnavailable, exception.ErrorCode);
        var run = Assert.Single(scene.Session.Runs.List());
        Assert.Equal(("failed", "SANDBOX_UNAVAILABLE"), (run.Record.Status, run.Record.ErrorCode));
        using var zip = new ZipArchive(new MemoryStream(scene.RunOf(run.Record.RunId).Artifacts.Single().Archive));
        Assert.Equal(["artifacts/error.json"], zip.Entries.Select(entry => entry.FullName));
    }

    [Fact]
    public async Task A_cancelled_run_ends_its_step_and_leaves_nothing()
    {
        await using var scene = await GitLabOperator.StartAsync();
        var marker = scene["started"];
        var pending = await scene.RunAsync(scene.Describe($"touch {marker}; sleep 600", change: backend => backend with { NoWait = true }));
        var run = scene.RunOf(pending.Record.RunId);
        Assert.True(SpinWait.SpinUntil(() => File.Exists(marker), TimeSpan.FromMinutes(1)), GitLabRunner.LogOf(run));
        var cancelled = await scene.Session.Runs.CancelAsync(pending.Record.RunId, access: null, GitLabOperator.Cancel);
        await scene.Runner.WaitAsync();
        Assert.Equal(("cancelled", "cancelled"), (cancelled.Record.Status, run.Conclusion));
        Assert.Equal((0, 1, 0), (run.Artifacts.Count, run.Cancels, run.ForcedCancels));
    }

    [Fact]
    public async Task No_secret_is_in_the_log_the_artifacts_or_the_variables()
    {
        const string Content = "canary-of-the-step-0123456789";
        await using var scene = await GitLabOperator.StartAsync();
        var launched = await scene.RunAsync(scene.Describe($"env; echo {Content}; echo {Content} > file; echo {Content} > $SWARM_OUTPUT", label: "base"));
        var resumed = await scene.RunAsync(scene.Describe("env", node: "branch:base"));
        var (runner, project) = (scene.Runner, scene.Runner.Project);
        var seen = new StringBuilder();
        foreach (var run in project.Runs.Values)
        {
            var log = GitLabRunner.LogOf(run);
            Assert.DoesNotContain("***", log, StringComparison.Ordinal);
            seen.Append(log).AppendJoin('\n', run.Inputs.Values);
            foreach (var entry in run.Artifacts.SelectMany(artifact => new ZipArchive(new MemoryStream(artifact.Archive)).Entries))
            {
                using var content = new MemoryStream();
                await using var stream = await entry.OpenAsync(GitLabOperator.Cancel);
                await stream.CopyToAsync(content, GitLabOperator.Cancel);
                seen.Append(Encoding.Latin1.GetString(content.ToArray()));
            }
        }

        seen.AppendJoin('\n', project.Packages.Values.Select(Encoding.Latin1.GetString));
        string[] secrets = [.. runner.Variables.Values, runner.Server.Token, runner.Server.JobToken];
        Assert.All(secrets.Append(Content), secret => Assert.DoesNotContain(secret, seen.ToString(), StringComparison.Ordinal));

        // The steps saw none of them either.
        foreach (var run in new[] { launched, resumed })
        {
            var lines = await scene.Session.Runs.ReadLogAsync(run.Record.RunId, follow: false, access: null, GitLabOperator.Cancel).ToListAsync(GitLabOperator.Cancel);
            Assert.Contains(lines, line => line.StartsWith("SWARM_RUN_ID=", StringComparison.Ordinal));
            Assert.DoesNotContain(lines, line => secrets.Any(secret => line.Contains(secret, StringComparison.Ordinal)) || line.StartsWith("CI_", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task The_key_is_given_to_jobs_of_a_protected_branch_alone()
    {
        await using var scene = await GitLabOperator.StartAsync();
        scene.Runner.Server.ProtectsBranches = false;
        await Assert.ThrowsAsync<SwarmException>(() => scene.RunAsync(scene.Describe("true")));
        var run = Assert.Single(scene.Session.Runs.List());
        Assert.Equal("failed", run.Record.Status);
        Assert.Contains("SWARM_SEALING_KEY", GitLabRunner.LogOf(scene.RunOf(run.Record.RunId)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_branch_that_moved_is_refused_before_anything_is_started()
    {
        await using var scene = await GitLabOperator.StartAsync();
        var request = scene.Describe("true");
        scene.Runner.CommitPipeline(WorkflowTemplate.Read(WorkflowHost.GitLab) + "# changed\n");
        var exception = await Assert.ThrowsAsync<SwarmException>(() => scene.RunAsync(request));
        Assert.Equal(ErrorCode.WorkflowRefUnpinned, exception.ErrorCode);
        Assert.Empty(scene.Runner.Project.Runs);
    }

    [Fact]
    public async Task What_another_job_left_on_the_machine_is_not_taken_for_this_ones()
    {
        await using var scene = await GitLabOperator.StartAsync();
        scene.Runner.BeforeJob = folder =>
        {
            Directory.CreateDirectory(Path.Combine(folder, "artifacts"));
            foreach (var name in (string[])["bundle.age", "request.age", "artifacts/result.json"])
            {
                File.WriteAllText(Path.Combine(folder, name), "another's");
            }
        };
        Assert.Equal("succeeded", (await scene.RunAsync(scene.Describe("true"))).Record.Status);
    }

    [Fact]
    public void The_file_names_its_pipelines_and_artifacts_after_the_request_and_includes_nothing()
    {
        var text = WorkflowTemplate.Read(WorkflowHost.GitLab);
        var file = PipelineFile.Parse(text);
        Assert.Equal("swarm $SWARM_REQUEST_ID", file.Name);
        Assert.Equal(("$SWARM_REQUEST_ID", "always"), (file.Job.Artifacts.Name, file.Job.Artifacts.When));
        Assert.Equal("swarm", file.Job.Environment);
        Assert.DoesNotContain("include", text, StringComparison.Ordinal);
        Assert.Throws<WorkflowFileException>(() => PipelineFile.Parse($"include: /other.yml\n{text}"));
        Assert.Throws<WorkflowFileException>(() => PipelineFile.Parse(text.Replace("  script:", "  before_script: []\n  script:", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("api", "run-1", "sealed", true)]
    [InlineData("push", "run-1", "sealed", false)]
    [InlineData("trigger", "run-1", "sealed", false)]
    [InlineData("api", "", "sealed", false)]
    [InlineData("api", "run-1", "", false)]
    public void Only_what_is_started_over_the_api_with_a_request_makes_a_pipeline(string source, string id, string request, bool isMade)
    {
        var variables = new Dictionary<string, string> { ["CI_PIPELINE_SOURCE"] = source, ["SWARM_REQUEST_ID"] = id, ["SWARM_REQUEST"] = request };
        Assert.Equal(isMade, PipelineFile.Parse(WorkflowTemplate.Read(WorkflowHost.GitLab)).Admits(variables));
    }
}

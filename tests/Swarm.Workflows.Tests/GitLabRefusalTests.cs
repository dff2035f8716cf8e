using Swarm.Backends.Tests.Server;
using Swarm.Core.Errors;
using Swarm.Engine.Remote;
using Swarm.Engine.Runs;
using Swarm.Workflows.Tests.Support;

namespace Swarm.Workflows.Tests;

/// <summary>What goes wrong between an operator and GitLab is refused with its code, and leaves the tree as it was.</summary>
public sealed class GitLabRefusalTests
{
    [Fact]
    public async Task A_lost_answer_leads_to_no_second_pipeline()
    {
        await using var scene = await GitLabOperator.StartAsync();
        scene.Runner.Server.Script("POST", "/pipeline", new Fault.Drop(IsDone: true));
        Assert.Equal("succeeded", (await scene.RunAsync(scene.Describe("true"))).Record.Status);
        Assert.Single(scene.Runner.Project.Runs);
        Assert.Equal(1, scene.Runner.Server.Count("POST", "/pipeline"));
    }

    [Fact]
    public async Task A_start_that_GitLab_refuses_closes_the_run()
    {
        await using var scene = await GitLabOperator.StartAsync();
        scene.Runner.Server.Script("POST", "/pipeline", Fault.Status(400, "Insufficient permissions to set pipeline variables"));
        var exception = await Assert.ThrowsAsync<SwarmException>(() => scene.RunAsync(scene.Describe("true")));
        Assert.Equal(ErrorCode.GitLabRejected, exception.ErrorCode);
        var run = Assert.Single(scene.Session.Runs.List());
        Assert.Equal(("failed", "GL_REJECTED"), (run.Record.Status, run.Record.ErrorCode));
    }

    [Fact]
    public async Task A_bundle_that_cannot_be_stored_closes_the_run_before_anything_is_started()
    {
        await using var scene = await GitLabOperator.StartAsync();
        await scene.RunAsync(scene.Describe("true", label: "base"));
        scene.Runner.Project.CanPush = false;
        var exception = await Assert.ThrowsAsync<SwarmException>(() => scene.RunAsync(scene.Describe("true", node: "branch:base")));
        Assert.Equal(ErrorCode.GitLabForbidden, exception.ErrorCode);
        Assert.Single(scene.Runner.Project.Runs);
        Assert.Equal(["failed", "succeeded"], scene.Session.Runs.List().Select(run => run.Record.Status).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_bundle_that_was_changed_on_its_way_runs_nothing()
    {
        await using var scene = await GitLabOperator.StartAsync();
        await scene.RunAsync(scene.Describe("true", label: "base"));
        scene.Runner.Server.Dispatched += _ =>
        {
            foreach (var path in scene.Runner.Project.Packages.Keys.ToArray())
            {
                scene.Runner.Project.Packages[path] = [.. scene.Runner.Project.Packages[path], 0];
            }
        };
        var marker = scene["ran"];
        var exception = await Assert.ThrowsAsync<SwarmException>(() => scene.RunAsync(scene.Describe($"touch {marker}", node: "branch:base")));
        Assert.Equal(ErrorCode.ArtifactMissingArchive, exception.ErrorCode);
        Assert.False(File.Exists(marker));
        var run = scene.Session.Runs.List().Single(run => run.Record.Status != "succeeded");
        Assert.Equal("failed", run.Record.Status);
        Assert.Contains("ARTIFACT_BUNDLE_INVALID", Runner.GitLabRunner.LogOf(scene.RunOf(run.Record.RunId)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_artifacts_of_another_run_are_refused()
    {
        await using var scene = await GitLabOperator.StartAsync();
        byte[]? first = null;
        scene.Runner.ChangeArtifact = (_, archive) => first ??= archive;
        await scene.RunAsync(scene.Describe("echo first > file", label: "base"));
        await RefusesAsync(scene, ErrorCode.ArtifactRunInvalid);
    }

    [Fact]
    public async Task An_artifact_that_is_cut_short_gone_or_was_never_made_is_refused()
    {
        await using var scene = await GitLabOperator.StartAsync();
        scene.Runner.ChangeArtifact = (_, archive) => archive[..(archive.Length / 2)];
        await RefusesAsync(scene, ErrorCode.ArtifactArchiveInvalid);
        scene.Runner.ChangeArtifact = (_, _) => null;
        await RefusesAsync(scene, ErrorCode.ArtifactMissingArchive);
        scene.Runner.ChangeArtifact = null;
        var pending = await scene.RunAsync(scene.Describe("true", change: backend => backend with { NoWait = true }));
        await scene.Runner.WaitAsync();
        var artifact = scene.RunOf(pending.Record.RunId).Artifacts.Single();
        artifact.IsExpired = true;
        var exception = await Assert.ThrowsAsync<SwarmException>(() => ReceiveAsync(scene, pending));
        Assert.Equal(ErrorCode.GitLabGone, exception.ErrorCode);

        // What was refused can be collected once it is there.
        artifact.IsExpired = false;
        Assert.Equal("succeeded", (await ReceiveAsync(scene, pending)).Record.Status);
    }

    [Fact]
    public async Task A_pipeline_of_another_commit_is_refused_and_cancelled()
    {
        await using var scene = await GitLabOperator.StartAsync();
        scene.Runner.Server.Dispatched = run => run.HeadSha = ServerRepository.Id("another");
        var exception = await Assert.ThrowsAsync<SwarmException>(() => scene.RunAsync(scene.Describe("true")));
        Assert.Equal(ErrorCode.WorkflowRefUnpinned, exception.ErrorCode);
        Assert.Equal(1, Assert.Single(scene.Runner.Project.Runs.Values).Cancels);
        Assert.Equal("failed", Assert.Single(scene.Session.Runs.List()).Record.Status);
    }

    [Fact]
    public async Task A_second_collect_changes_nothing()
    {
        await using var scene = await GitLabOperator.StartAsync();
        var run = await scene.RunAsync(scene.Describe("true", label: "base"));
        var downloads = scene.Runner.Server.Count("GET", "/artifacts");
        Assert.Equal(run.Record.NodeId, (await ReceiveAsync(scene, run)).Record.NodeId);
        Assert.Equal(downloads, scene.Runner.Server.Count("GET", "/artifacts"));
        Assert.Single(scene.Session.Nodes.List());
    }

    private static Task<RunInfo> ReceiveAsync(GitLabOperator scene, RunInfo run) =>
        scene.Session.Runs.ReceiveAsync(run.Record.RunId, new CollectTrust { WaiveAttestation = true }, access: null, GitLabOperator.Cancel);

    private static async Task RefusesAsync(GitLabOperator scene, ErrorCode code)
    {
        var nodes = scene.Session.Nodes.List().Count;
        var exception = await Assert.ThrowsAsync<SwarmException>(() => scene.RunAsync(scene.Describe("true")));
        Assert.Equal(code, exception.ErrorCode);
        Assert.Equal(nodes, scene.Session.Nodes.List().Count);
    }
}

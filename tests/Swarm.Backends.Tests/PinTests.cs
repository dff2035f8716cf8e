using System.Text;
using Swarm.Backends.GitHub;
using Swarm.Backends.Tests.Server;
using Swarm.Core.Errors;

namespace Swarm.Backends.Tests;

public sealed class PinTests
{
    [Fact]
    public async Task A_branch_at_the_pinned_commit_is_dispatched()
    {
        await using var github = await GitHubFixture.StartAsync();
        var pinned = await github.PinAsync();
        Assert.Equal(new GitHubReference("refs/heads/main", github.Commit), pinned.Reference);
        Assert.Equal("main", pinned.Reference.Name);
        Assert.StartsWith("name: swarm", Encoding.UTF8.GetString(pinned.File.Span), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_branch_that_has_moved_is_refused_with_both_commits()
    {
        await using var github = await GitHubFixture.StartAsync();
        var moved = github.Hosted.CommitWorkflow("swarm-run.yml", "name: changed\n");
        var exception = await GitHubFixture.RefusesAsync(ErrorCode.WorkflowRefUnpinned, github.PinAsync);
        Assert.Contains(moved, exception.Message, StringComparison.Ordinal);
        Assert.Contains(github.Commit, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Annotated_tags_are_followed_to_the_commit()
    {
        await using var github = await GitHubFixture.StartAsync();
        var inner = github.Hosted.TagAnnotated("inner", new ServerObject("commit", github.Commit));
        github.Hosted.TagAnnotated("v1/final", new ServerObject("tag", inner));
        var pinned = await github.Client.PinAsync(WorkflowReference.Parse(github.Reference.ToString(), "v1/final"), GitHubFixture.Cancel);
        Assert.Equal(("refs/tags/v1/final", "v1/final", github.Commit), (pinned.Reference.FullName, pinned.Reference.Name, pinned.Reference.Commit));
    }

    [Fact]
    public async Task A_tag_without_end_is_given_up()
    {
        await using var github = await GitHubFixture.StartAsync();
        var id = ServerRepository.Id("loop");
        github.Hosted.Tags[id] = new ServerObject("tag", id);
        github.Hosted.References["refs/tags/loop"] = new ServerObject("tag", id);
        await GitHubFixture.RefusesAsync(ErrorCode.GitHubResponseInvalid, () => github.Client.ResolveAsync(github.Repository, "loop", GitHubFixture.Cancel));
    }

    [Fact]
    public async Task A_tag_of_something_else_than_a_commit_is_refused()
    {
        await using var github = await GitHubFixture.StartAsync();
        github.Hosted.TagAnnotated("tree", new ServerObject("tree", github.Commit));
        await GitHubFixture.RefusesAsync(ErrorCode.WorkflowRefInvalid, () => github.Client.ResolveAsync(github.Repository, "tree", GitHubFixture.Cancel));
    }

    [Fact]
    public async Task A_name_that_a_branch_and_a_tag_share_is_refused_and_told_apart_in_full()
    {
        await using var github = await GitHubFixture.StartAsync();
        github.Hosted.References["refs/tags/main"] = new ServerObject("commit", ServerRepository.Id("other"));
        await GitHubFixture.RefusesAsync(ErrorCode.WorkflowRefInvalid, () => github.Client.ResolveAsync(github.Repository, "main", GitHubFixture.Cancel));
        Assert.Equal(github.Commit, (await github.Client.ResolveAsync(github.Repository, "refs/heads/main", GitHubFixture.Cancel)).Commit);
    }

    [Fact]
    public async Task A_branch_that_is_not_there_is_named()
    {
        await using var github = await GitHubFixture.StartAsync();
        var exception = await GitHubFixture.RefusesAsync(
            ErrorCode.GitHubNotFound, () => github.Client.ResolveAsync(github.Repository, "feature/x", GitHubFixture.Cancel));
        Assert.Contains("'feature/x'", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_workflow_that_is_not_at_the_commit_is_refused()
    {
        await using var github = await GitHubFixture.StartAsync();
        github.Hosted.Files.Clear();
        var exception = await GitHubFixture.RefusesAsync(ErrorCode.GitHubNotFound, github.PinAsync);
        Assert.Contains("swarm-run.yml", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_workflow_that_is_switched_off_is_refused()
    {
        await using var github = await GitHubFixture.StartAsync();
        github.Workflow.State = "disabled_manually";
        var exception = await GitHubFixture.RefusesAsync(ErrorCode.GitHubConflict, github.PinAsync);
        Assert.Contains("gh workflow enable", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_at_another_commit_is_refused_after_the_dispatch_too()
    {
        await using var github = await GitHubFixture.StartAsync();
        var pinned = await github.PinAsync();
        var run = github.AddRun();
        pinned.Workflow.Require(await github.Client.GetRunAsync(github.Repository, run.Id, GitHubFixture.Cancel));
        run.HeadSha = ServerRepository.Id("moved");
        var seen = await github.Client.GetRunAsync(github.Repository, run.Id, GitHubFixture.Cancel);
        Assert.Equal("WORKFLOW_REF_UNPINNED", Assert.Throws<SwarmException>(() => pinned.Workflow.Require(seen)).Code);
        Assert.Equal("GH_RUN_UNKNOWN", Assert.Throws<SwarmException>(() => pinned.Workflow.Require(seen with { HeadSha = github.Commit, Event = "push" })).Code);
        Assert.Equal("GH_RUN_UNKNOWN", Assert.Throws<SwarmException>(() => pinned.Workflow.Require(seen with { HeadSha = github.Commit, Path = ".github/workflows/other.yml" })).Code);
    }

    [Fact]
    public async Task A_repository_that_was_renamed_is_not_followed()
    {
        await using var github = await GitHubFixture.StartAsync();
        github.Server.Script("GET", "/repos/octo/lab", new Fault.Answer(() => ServerAnswer.Message(301, "Moved Permanently").With("Location", github.Server.Host + "/repositories/1")));
        var exception = await GitHubFixture.RefusesAsync(ErrorCode.GitHubNotFound, github.PinAsync);
        Assert.Contains("renamed or moved", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(github.Server.Requests, request => request.Path.Contains("repositories", StringComparison.Ordinal));
    }
}

using Swarm.Backends.Tests.Server;
using Swarm.Engine.Diagnosis;
using Swarm.Workflows.Runner;
using Swarm.Workflows.Tests.Support;

namespace Swarm.Workflows.Tests;

/// <summary>Each gap of a GitHub, a token and a repository is named, with what to do about it.</summary>
public sealed class GitHubDoctorTests
{
    [Fact]
    public async Task Where_everything_is_there_every_check_is_good()
    {
        await using var runner = await HostedRunner.StartAsync();
        using var checkup = Connect(runner);
        checkup.Variables["SWARM_RUNNER_RECIPIENT"] = runner.Recipient;
        var checks = await checkup.RunAsync(runner.WorkflowRef);
        Assert.Equal(
            ["api version", "clock", "environment", "rate limit", "repository", "runner recipient", "scopes", "sealing key", "token", "workflow"],
            checks.Keys.Order(StringComparer.Ordinal));
        Assert.All(checks.Values, check => Assert.True(check.Status == DoctorStatus.Ok, check.ToString()));
    }

    [Fact]
    public async Task A_recipient_that_is_not_set_is_a_warning()
    {
        await using var runner = await HostedRunner.StartAsync();
        using var checkup = Connect(runner);
        await checkup.FindsAsync(runner.WorkflowRef, "runner recipient", DoctorStatus.Warning, "none", "swarm init");
    }

    [Fact]
    public async Task A_workflow_that_is_not_named_not_pinned_or_not_there_fails()
    {
        await using var runner = await HostedRunner.StartAsync();
        using var checkup = Connect(runner);
        foreach (var (workflowRef, reason) in new[]
        {
            (null, "workflow"),
            (runner.WorkflowRef.Split('@')[0] + "@main", "main"),
            (runner.WorkflowRef[..^1] + (runner.WorkflowRef[^1] == '0' ? "1" : "0"), "pinned"),
        })
        {
            var check = (await checkup.RunAsync(workflowRef))["workflow"];
            Assert.Equal(DoctorStatus.Failed, check.Status);
            Assert.Contains(reason, check.Detail, StringComparison.Ordinal);
        }

        runner.CommitWorkflow(Engine.Workflows.WorkflowTemplate.Read(Engine.Workflows.WorkflowHost.GitHub).Replace("inputs.bundle", "inputs.request", StringComparison.Ordinal));
        await checkup.FindsAsync(runner.WorkflowRef, "workflow", DoctorStatus.Failed, "inputs bundle", "swarm init --github");
    }

    [Fact]
    public async Task A_token_that_is_missing_or_unknown_is_the_first_thing_to_mend()
    {
        await using var runner = await HostedRunner.StartAsync();
        using var stranger = new Checkup("github", ("GH_HOST", runner.Server.Host), ("GH_TOKEN", "ghp_0123456789_of_nobody"));
        var checks = await stranger.RunAsync(runner.WorkflowRef);
        Assert.Equal(["github", "runner recipient"], checks.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(DoctorStatus.Failed, checks["github"].Status);
        Assert.DoesNotContain("of_nobody", checks["github"].Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gist", true, "'gist'")]
    [InlineData("public_repo", true, "'public_repo'")]
    [InlineData("public_repo", false, null)]
    [InlineData(null, true, null)]
    public async Task A_token_without_the_scope_is_refused(string? scopes, bool isPrivate, string? detail)
    {
        await using var runner = await HostedRunner.StartAsync();
        using var checkup = Connect(runner);
        (runner.Server.Scopes, runner.Repository.IsPrivate) = (scopes, isPrivate);
        if (detail is null)
        {
            Assert.Equal(DoctorStatus.Ok, (await checkup.RunAsync(runner.WorkflowRef))["scopes"].Status);
        }
        else
        {
            await checkup.FindsAsync(runner.WorkflowRef, "scopes", DoctorStatus.Failed, detail, "'repo'");
        }
    }

    [Fact]
    public async Task A_repository_that_takes_no_dispatch_is_said_so()
    {
        await using var runner = await HostedRunner.StartAsync();
        using var checkup = Connect(runner);
        runner.Repository.CanPush = false;
        await checkup.FindsAsync(runner.WorkflowRef, "repository", DoctorStatus.Failed, "only read", "write access");
        runner.Repository.IsArchived = true;
        await checkup.FindsAsync(runner.WorkflowRef, "repository", DoctorStatus.Failed, "archived", "Unarchive");
    }

    [Fact]
    public async Task An_environment_that_is_missing_open_or_without_the_key_fails()
    {
        await using var runner = await HostedRunner.StartAsync();
        using var checkup = Connect(runner);
        var environment = runner.Repository.Environments["swarm"];
        environment.IsBranchRestricted = false;
        await checkup.FindsAsync(runner.WorkflowRef, "environment", DoctorStatus.Failed, "every branch", "Restrict");
        environment.IsBranchRestricted = true;
        environment.Secrets.Clear();
        await checkup.FindsAsync(runner.WorkflowRef, "sealing key", DoctorStatus.Failed, "not set", "gh secret set SWARM_SEALING_KEY --env swarm");
        runner.Server.Script("GET", "/environments/swarm/secrets", Fault.Status(403, "Resource not accessible by personal access token"));
        await checkup.FindsAsync(runner.WorkflowRef, "sealing key", DoctorStatus.Warning, "may not see", "read access");
    }

    [Fact]
    public async Task An_environment_that_is_not_there_fails()
    {
        await using var runner = await HostedRunner.StartAsync();
        using var checkup = Connect(runner);
        runner.Repository.Environments.Clear();
        await checkup.FindsAsync(runner.WorkflowRef, "environment", DoctorStatus.Failed, "swarm", "Make the environment 'swarm'");
    }

    [Fact]
    public async Task A_clock_a_limit_and_an_old_server_are_noticed()
    {
        await using var runner = await HostedRunner.StartAsync();
        using var checkup = Connect(runner);
        runner.Server.RequestsLeft = 12;
        await checkup.FindsAsync(runner.WorkflowRef, "rate limit", DoctorStatus.Warning, "12", "another token");
        runner.Server.ApiVersions.Clear();
        await checkup.FindsAsync(runner.WorkflowRef, "api version", DoctorStatus.Warning, "no versions", "names");
        runner.Server.ClockSkew = TimeSpan.FromMinutes(-5);
        await checkup.FindsAsync(runner.WorkflowRef, "clock", DoctorStatus.Failed, "s off", "clock");
    }

    private static Checkup Connect(HostedRunner runner) => new("github", ("GH_HOST", runner.Server.Host), ("GH_TOKEN", runner.Server.Token));
}

using Swarm.Engine.Diagnosis;
using Swarm.Engine.Workflows;
using Swarm.Workflows.Runner;
using Swarm.Workflows.Tests.Support;

namespace Swarm.Workflows.Tests;

/// <summary>Each gap of a GitLab, a token and a project is named, with what to do about it.</summary>
public sealed class GitLabDoctorTests
{
    [Fact]
    public async Task Where_everything_is_there_every_check_is_good()
    {
        await using var runner = await GitLabRunner.StartAsync();
        using var checkup = Connect(runner);
        checkup.Variables["SWARM_RUNNER_RECIPIENT"] = runner.Recipient;
        var checks = await checkup.RunAsync(runner.WorkflowRef);
        Assert.Equal(
            ["branch", "clock", "pipeline variables", "project", "runner recipient", "scopes", "sealing key", "token", "version", "workflow"],
            checks.Keys.Order(StringComparer.Ordinal));
        Assert.All(checks.Values, check => Assert.True(check.Status == DoctorStatus.Ok, check.ToString()));
        Assert.DoesNotContain(checks.Values, check => check.Detail.Contains("hidden-word", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_pipeline_that_is_not_named_not_pinned_or_not_the_projects_fails()
    {
        await using var runner = await GitLabRunner.StartAsync();
        using var checkup = Connect(runner);
        foreach (var (workflowRef, reason) in new[]
        {
            (null, "workflow"),
            (runner.WorkflowRef.Split('@')[0] + "@main", "main"),
            (runner.WorkflowRef[..^1] + (runner.WorkflowRef[^1] == '0' ? "1" : "0"), "pinned"),
            (runner.WorkflowRef.Replace("/.gitlab", "/other.gitlab", StringComparison.Ordinal), "'.gitlab-ci.yml'"),
        })
        {
            var check = (await checkup.RunAsync(workflowRef))["workflow"];
            Assert.Equal(DoctorStatus.Failed, check.Status);
            Assert.Contains(reason, check.Detail, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_file_that_reads_no_request_or_includes_others_is_noticed()
    {
        await using var runner = await GitLabRunner.StartAsync();
        using var checkup = Connect(runner);
        var text = WorkflowTemplate.Read(WorkflowHost.GitLab);
        runner.CommitPipeline(text.Replace("$SWARM_BUNDLE", "$BUNDLE", StringComparison.Ordinal));
        await checkup.FindsAsync(runner.WorkflowRef, "workflow", DoctorStatus.Failed, "SWARM_BUNDLE", "swarm init --gitlab");
        runner.CommitPipeline($"include: /other.yml\n{text}");
        await checkup.FindsAsync(runner.WorkflowRef, "workflow", DoctorStatus.Warning, "pin does not cover", "into the file itself");
    }

    [Fact]
    public async Task A_token_that_is_missing_unknown_or_of_another_project_is_the_first_thing_to_mend()
    {
        await using var runner = await GitLabRunner.StartAsync();
        using var stranger = new Checkup("gitlab", ("GITLAB_HOST", runner.Server.Host));
        Assert.Contains("GITLAB_TOKEN", (await stranger.RunAsync(runner.WorkflowRef))["token"].Detail, StringComparison.Ordinal);
        stranger.Variables["GITLAB_TOKEN"] = "glpat-0123456789-of-nobody";
        var checks = await stranger.RunAsync(runner.WorkflowRef);
        Assert.Equal(["gitlab", "runner recipient"], checks.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(DoctorStatus.Failed, checks["gitlab"].Status);
        Assert.DoesNotContain("of-nobody", checks["gitlab"].Detail, StringComparison.Ordinal);
        using var checkup = Connect(runner);
        Assert.Equal(DoctorStatus.Failed, (await checkup.RunAsync(runner.WorkflowRef.Replace("/lab/", "/bal/", StringComparison.Ordinal)))["gitlab"].Status);
    }

    [Fact]
    public async Task A_token_without_the_scope_is_refused()
    {
        await using var runner = await GitLabRunner.StartAsync();
        using var checkup = Connect(runner);
        runner.Server.Scopes = ["read_api", "read_repository"];
        await checkup.FindsAsync(runner.WorkflowRef, "scopes", DoctorStatus.Failed, "read_api, read_repository", "'api'");
        runner.Server.Scopes = null;
        Assert.Equal(DoctorStatus.Ok, (await checkup.RunAsync(runner.WorkflowRef))["scopes"].Status);
    }

    [Fact]
    public async Task A_role_that_may_not_start_pipelines_or_set_their_variables_is_said_so()
    {
        await using var runner = await GitLabRunner.StartAsync();
        using var checkup = Connect(runner);
        runner.Server.AccessLevel = 30;
        runner.Server.VariablesRole = "maintainer";
        await checkup.FindsAsync(runner.WorkflowRef, "pipeline variables", DoctorStatus.Failed, "only the role maintainer", "Settings, CI/CD, Variables");
        await checkup.FindsAsync(runner.WorkflowRef, "pipeline variables", DoctorStatus.Failed, "lower", "higher");
        Assert.Equal(DoctorStatus.Warning, (await checkup.RunAsync(runner.WorkflowRef))["sealing key"].Status);
        (runner.Server.AccessLevel, runner.Server.VariablesRole) = (20, "developer");
        Assert.Equal(DoctorStatus.Failed, (await checkup.RunAsync(runner.WorkflowRef))["project"].Status);
        (runner.Server.AccessLevel, runner.Server.VariablesRole) = (50, "no_one_allowed");
        var checks = await checkup.RunAsync(runner.WorkflowRef);
        Assert.Equal((DoctorStatus.Failed, DoctorStatus.Failed), (checks["pipeline variables"].Status, checks["workflow"].Status));
        (runner.Server.AccessLevel, runner.Server.VariablesRole) = (null, "owner");
        Assert.Equal(DoctorStatus.Ok, (await checkup.RunAsync(runner.WorkflowRef))["pipeline variables"].Status);
    }

    [Fact]
    public async Task A_project_that_is_archived_is_said_so()
    {
        await using var runner = await GitLabRunner.StartAsync();
        using var checkup = Connect(runner);
        runner.Project.IsArchived = true;
        var check = (await checkup.RunAsync(runner.WorkflowRef))["project"];
        Assert.Equal((DoctorStatus.Failed, "Unarchive it: nothing runs in it."), (check.Status, check.Remedy));
    }

    [Fact]
    public async Task A_key_that_is_missing_open_or_shown_is_noticed()
    {
        await using var runner = await GitLabRunner.StartAsync();
        using var checkup = Connect(runner);
        var environment = runner.Project.Environments["swarm"];
        environment.IsMasked = false;
        await checkup.FindsAsync(runner.WorkflowRef, "sealing key", DoctorStatus.Warning, "not masked", "--masked");
        environment.IsBranchRestricted = false;
        await checkup.FindsAsync(runner.WorkflowRef, "sealing key", DoctorStatus.Failed, "not protected", "--protected");
        environment.Secrets.Clear();
        await checkup.FindsAsync(runner.WorkflowRef, "sealing key", DoctorStatus.Failed, "no variable", "glab variable set SWARM_SEALING_KEY --scope swarm");
        runner.Server.ProtectsBranches = false;
        environment.Secrets.Add("SWARM_SEALING_KEY");
        (environment.IsMasked, environment.IsBranchRestricted) = (true, true);
        await checkup.FindsAsync(runner.WorkflowRef, "branch", DoctorStatus.Failed, "not protected", "Protect it");
    }

    [Fact]
    public async Task A_clock_and_an_old_server_are_noticed()
    {
        await using var runner = await GitLabRunner.StartAsync();
        using var checkup = Connect(runner);
        runner.Server.Version = "16.2.1-ee";
        await checkup.FindsAsync(runner.WorkflowRef, "version", DoctorStatus.Warning, "16.2.1", "16.3");
        runner.Server.Version = null;
        await checkup.FindsAsync(runner.WorkflowRef, "version", DoctorStatus.Warning, "does not tell", "15.5");
        runner.Server.ClockSkew = TimeSpan.FromMinutes(5);
        await checkup.FindsAsync(runner.WorkflowRef, "clock", DoctorStatus.Failed, "s off", "clock");
    }

    private static Checkup Connect(GitLabRunner runner) => new("gitlab", ("GITLAB_HOST", runner.Server.Host), ("GITLAB_TOKEN", runner.Server.Token));
}

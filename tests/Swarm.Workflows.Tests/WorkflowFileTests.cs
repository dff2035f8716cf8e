using System.Text.RegularExpressions;
using Swarm.Engine.Sessions;
using Swarm.Engine.Workflows;
using Swarm.Workflows.Runner.Files;

namespace Swarm.Workflows.Tests;

/// <summary>What the shipped workflow must be, whoever executes it.</summary>
public sealed class WorkflowFileTests
{
    private static readonly string Text = WorkflowTemplate.Read(WorkflowHost.GitHub);
    private static readonly WorkflowFile File = WorkflowFile.Parse(Text);

    private static IEnumerable<WorkflowStep> Steps => File.Jobs.SelectMany(job => job.Steps);

    [Fact]
    public void Only_a_dispatch_and_a_call_start_it_with_the_same_inputs()
    {
        Assert.Equal(["workflow_call", "workflow_dispatch"], File.Triggers.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(["request_id", "request", "bundle"], File.Triggers["workflow_dispatch"].Select(input => input.Name));
        Assert.Equal(File.Triggers["workflow_dispatch"], File.Triggers["workflow_call"]);
        Assert.Equal([true, true, false], File.Triggers["workflow_call"].Select(input => input.IsRequired));
    }

    [Fact]
    public void Every_action_is_pinned_to_a_commit_whose_version_is_told()
    {
        var lines = Text.Split('\n').Where(line => line.Contains("uses:", StringComparison.Ordinal)).ToArray();
        Assert.Equal(Steps.Count(step => step.Uses is not null), lines.Length);
        Assert.All(lines, line => Assert.Matches(@"^        uses: actions/[a-z-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$", line));
    }

    [Fact]
    public void No_script_has_an_expression_in_it() =>
        Assert.All(Steps.Where(step => step.Run is not null), step => Assert.DoesNotContain("${{", step.Run!, StringComparison.Ordinal));

    [Fact]
    public void Permissions_are_the_least()
    {
        Assert.Empty(File.Permissions);
        Assert.Contains("\npermissions: {}\n", Text, StringComparison.Ordinal);
        var episode = File.Jobs.Single(job => job.Id == "episode");
        Assert.Equal(["actions: read", "contents: read"], episode.Permissions.Select(pair => $"{pair.Key}: {pair.Value}").Order(StringComparer.Ordinal));
        var attest = File.Jobs.Single(job => job.Id == "attest");
        Assert.Equal(["attestations: write", "id-token: write"], attest.Permissions.Select(pair => $"{pair.Key}: {pair.Value}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_key_is_given_to_one_step_and_the_token_to_another()
    {
        var withKey = Assert.Single(Steps, step => step.Environment.Values.Any(value => value.Contains("secrets.", StringComparison.Ordinal)));
        Assert.Equal("${{ secrets.SWARM_SEALING_KEY }}", withKey.Environment["SWARM_SEALING_KEY"]);
        Assert.StartsWith("exec swarm episode run", withKey.Run!.Split('\n').Single(line => line.Contains("swarm ", StringComparison.Ordinal)), StringComparison.Ordinal);
        var withToken = Assert.Single(Steps, step => step.Environment.Values.Any(value => value.Contains("github.token", StringComparison.Ordinal)));
        Assert.StartsWith("swarm bundle fetch", withToken.Run, StringComparison.Ordinal);
        Assert.Single(Regex.Matches(Text, @"secrets\.", RegexOptions.None, TimeSpan.FromSeconds(1)));
        Assert.DoesNotContain(File.Environment.Values, value => value.Contains("${{", StringComparison.Ordinal));
    }

    [Fact]
    public void The_job_that_attests_runs_no_step_and_has_no_secret()
    {
        var attest = File.Jobs.Single(job => job.Id == "attest");
        Assert.Null(attest.Environment);
        Assert.Equal("episode", attest.Needs);
        Assert.DoesNotContain(attest.Steps, step => step.Run?.Contains("swarm ", StringComparison.Ordinal) == true);
        Assert.Equal("swarm", File.Jobs.Single(job => job.Id == "episode").Environment);
    }

    [Fact]
    public void One_request_runs_once_at_a_time_and_not_forever()
    {
        Assert.Equal("swarm-${{ inputs.request_id }}", File.ConcurrencyGroup);
        Assert.False(File.CancelsInProgress);
        Assert.All(File.Jobs, job => Assert.InRange(job.Timeout, TimeSpan.FromMinutes(1), TimeSpan.FromHours(6)));
    }

    [Theory]
    [InlineData(WorkflowHost.GitHub)]
    [InlineData(WorkflowHost.GitLab)]
    public void It_installs_exactly_the_version_that_wrote_it(WorkflowHost host)
    {
        var text = WorkflowTemplate.Read(host);
        Assert.Contains($"SWARM_VERSION: '{SessionOptions.Version}'\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("@VERSION@", text, StringComparison.Ordinal);
    }
}

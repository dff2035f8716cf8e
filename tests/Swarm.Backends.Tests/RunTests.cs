using Swarm.Backends.Tests.Server;
using Swarm.Core.Errors;

namespace Swarm.Backends.Tests;

public sealed class RunTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Theory]
    [InlineData("success")]
    [InlineData("failure")]
    [InlineData("cancelled")]
    [InlineData("timed_out")]
    public async Task A_run_is_waited_for_however_it_ends(string conclusion)
    {
        await using var github = await GitHubFixture.StartAsync();
        var run = github.AddRun().Then(_ => { }, ServerRun.Start, _ => { }, ServerRun.Complete(conclusion));
        var seen = new List<string?>();
        var ended = await github.Client.WaitAsync(github.Repository, run.Id, Hour, changed => seen.Add(changed.Status), GitHubFixture.Cancel);
        Assert.Equal((conclusion, true), (ended.Conclusion, ended.IsCompleted));
        Assert.Equal(["queued", "in_progress", "completed"], seen);
    }

    [Fact]
    public async Task Looks_become_rarer_and_never_too_rare()
    {
        await using var github = await GitHubFixture.StartAsync();
        var run = github.AddRun().Then([.. Enumerable.Repeat<Action<ServerRun>>(_ => { }, 20), ServerRun.Complete("success")]);
        await github.Client.WaitAsync(github.Repository, run.Id, Hour, cancellationToken: GitHubFixture.Cancel);
        Assert.InRange(github.Clock.Waits[0], TimeSpan.FromSeconds(2.4), TimeSpan.FromSeconds(3.6));
        Assert.All(github.Clock.Waits.Skip(8), wait => Assert.InRange(wait, TimeSpan.FromSeconds(24), TimeSpan.FromSeconds(36)));
    }

    [Fact]
    public async Task A_run_that_is_run_again_is_waited_for_to_its_latest_end()
    {
        await using var github = await GitHubFixture.StartAsync();
        var run = github.AddRun().Then(ServerRun.Start, ServerRun.RunAgain(github.Clock), ServerRun.Start, ServerRun.Complete("success"));
        var attempts = new List<int>();
        var ended = await github.Client.WaitAsync(github.Repository, run.Id, Hour, changed => attempts.Add(changed.RunAttempt), GitHubFixture.Cancel);
        Assert.Equal(2, ended.RunAttempt);
        Assert.Equal([1, 2, 2, 2], attempts);
    }

    [Fact]
    public async Task A_run_that_is_deleted_meanwhile_is_given_up()
    {
        await using var github = await GitHubFixture.StartAsync();
        var run = github.AddRun().Then(ServerRun.Start, ServerRun.Delete);
        var exception = await GitHubFixture.RefusesAsync(
            ErrorCode.GitHubRunUnknown, () => github.Client.WaitAsync(github.Repository, run.Id, Hour, cancellationToken: GitHubFixture.Cancel));
        Assert.Contains("was deleted", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_that_shows_late_is_waited_for_and_one_that_never_was_is_not_found()
    {
        await using var github = await GitHubFixture.StartAsync();
        var run = github.AddRun().Then(ServerRun.Complete("success"));
        github.Server.Script("GET", $"/runs/{run.Id}", Fault.Status(404), Fault.Status(404));
        Assert.True((await github.Client.WaitAsync(github.Repository, run.Id, Hour, cancellationToken: GitHubFixture.Cancel)).IsCompleted);
        await GitHubFixture.RefusesAsync(
            ErrorCode.GitHubNotFound, () => github.Client.WaitAsync(github.Repository, 77, Hour, cancellationToken: GitHubFixture.Cancel));
    }

    [Fact]
    public async Task A_storm_of_faults_is_waited_out()
    {
        await using var github = await GitHubFixture.StartAsync();
        var run = github.AddRun().Then(ServerRun.Complete("success"));
        var storm = Enumerable.Range(0, 25).Select(index => index % 3 == 0 ? new Fault.Drop(IsDone: false) : Fault.Status(500 + (index % 4)));
        github.Server.Script("GET", $"/runs/{run.Id}", [.. storm, Fault.PrimaryLimit(github.Clock, TimeSpan.FromMinutes(20))]);
        Assert.True((await github.Client.WaitAsync(github.Repository, run.Id, Hour, cancellationToken: GitHubFixture.Cancel)).IsCompleted);
    }

    [Fact]
    public async Task A_run_that_does_not_end_in_time_goes_on()
    {
        await using var github = await GitHubFixture.StartAsync();
        var run = github.AddRun();
        var started = github.Clock.GetUtcNow();
        var exception = await GitHubFixture.RefusesAsync(
            ErrorCode.GitHubTimeout, () => github.Client.WaitAsync(github.Repository, run.Id, Hour, cancellationToken: GitHubFixture.Cancel));
        Assert.Contains("'queued'", exception.Message, StringComparison.Ordinal);
        Assert.Equal(Hour, github.Clock.GetUtcNow() - started);
        Assert.True(exception.Retryable);
    }

    [Fact]
    public async Task A_refusal_ends_the_wait()
    {
        await using var github = await GitHubFixture.StartAsync();
        var run = github.AddRun().Then(ServerRun.Start);
        github.Server.Script("GET", $"/runs/{run.Id}", Fault.Status(401, "Bad credentials"));
        await GitHubFixture.RefusesAsync(
            ErrorCode.GitHubUnauthorized, () => github.Client.WaitAsync(github.Repository, run.Id, Hour, cancellationToken: GitHubFixture.Cancel));
    }

    [Fact]
    public async Task A_run_that_heeds_it_is_cancelled_without_force()
    {
        await using var github = await GitHubFixture.StartAsync();
        var run = github.AddRun();
        var ended = await github.Client.StopAsync(github.Repository, run.Id, TimeSpan.FromMinutes(2), GitHubFixture.Cancel);
        Assert.Equal(("cancelled", 1, 0), (ended.Conclusion, run.Cancels, run.ForcedCancels));
    }

    [Fact]
    public async Task A_run_that_does_not_heed_it_is_ended_by_force_after_the_grace_time()
    {
        await using var github = await GitHubFixture.StartAsync();
        var run = github.AddRun();
        run.HeedsCancel = false;
        var started = github.Clock.GetUtcNow();
        var ended = await github.Client.StopAsync(github.Repository, run.Id, TimeSpan.FromMinutes(2), GitHubFixture.Cancel);
        Assert.Equal(("cancelled", 1, 1), (ended.Conclusion, run.Cancels, run.ForcedCancels));
        Assert.True(github.Clock.GetUtcNow() - started >= TimeSpan.FromMinutes(2));
    }

    [Fact]
    public async Task Cancelling_what_has_ended_says_so()
    {
        await using var github = await GitHubFixture.StartAsync();
        var run = github.AddRun();
        ServerRun.Complete("success")(run);
        Assert.False(await github.Client.CancelAsync(github.Repository, run.Id, cancellationToken: GitHubFixture.Cancel));
        Assert.Equal("success", (await github.Client.StopAsync(github.Repository, run.Id, Hour, GitHubFixture.Cancel)).Conclusion);
    }

    [Fact]
    public async Task Jobs_are_listed_over_pages()
    {
        await using var github = await GitHubFixture.StartAsync();
        var run = github.AddRun();
        run.Jobs.AddRange(Enumerable.Range(1, 250).Select(index => new ServerJob(index, $"job {index}", "completed", "success")));
        var jobs = await github.Client.ListJobsAsync(github.Repository, run.Id, GitHubFixture.Cancel);
        Assert.Equal(Enumerable.Range(1, 250).Select(index => $"job {index}"), jobs.Select(job => job.Name));
    }

    [Fact]
    public async Task A_wait_can_be_cancelled()
    {
        await using var github = await GitHubFixture.StartAsync();
        var run = github.AddRun();
        using var cancel = new CancellationTokenSource();
        github.Server.Script("GET", $"/runs/{run.Id}", new Fault.Hang(IsDone: false) { Reached = cancel.Cancel });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => github.Client.WaitAsync(github.Repository, run.Id, Hour, cancellationToken: cancel.Token));
    }
}

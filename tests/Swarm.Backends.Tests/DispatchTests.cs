using Swarm.Backends.Tests.OpenApi;
using Swarm.Backends.Tests.Server;
using Swarm.Core.Errors;

namespace Swarm.Backends.Tests;

public sealed class DispatchTests
{
    [Theory]
    [InlineData("2022-11-28", true)]
    [InlineData("2026-03-10", null)]
    public async Task Each_version_of_the_api_tells_the_run(string version, bool? asks)
    {
        await using var github = await GitHubFixture.StartAsync();
        github.Server.ApiVersions.Clear();
        github.Server.ApiVersions.Add(version);
        var dispatch = await github.DispatchAsync(await github.PinAsync());
        var run = Assert.Single(github.Hosted.Runs.Values);
        Assert.Equal((run.Id, false), (dispatch.RunId, dispatch.IsCorrelated));
        var request = github.Server.Requests.Single(request => request.Method == "POST");
        Assert.Equal(asks, (bool?)request.Json!["return_run_details"]);
        Assert.Equal("main", (string?)request.Json["ref"]);
        Assert.Equal(version, request.Headers["X-GitHub-Api-Version"]);
    }

    [Fact]
    public async Task The_newest_version_that_both_know_is_spoken()
    {
        await using var github = await GitHubFixture.StartAsync();
        github.Server.ApiVersions.Add("2031-01-01");
        await github.PinAsync();
        Assert.All(
            github.Server.Requests.Where(request => !request.Path.EndsWith("/versions", StringComparison.Ordinal)),
            request => Assert.Equal("2026-03-10", request.Headers["X-GitHub-Api-Version"]));
        Assert.Equal(1, github.Server.Count("GET", "/versions"));
    }

    [Fact]
    public async Task A_server_that_speaks_none_of_the_versions_is_refused()
    {
        await using var github = await GitHubFixture.StartAsync();
        github.Server.ApiVersions.Clear();
        github.Server.ApiVersions.Add("2031-01-01");
        await GitHubFixture.RefusesAsync(ErrorCode.GitHubResponseInvalid, github.PinAsync);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_server_that_knows_neither_is_asked_by_the_name_of_the_run(bool knowsVersions)
    {
        await using var github = await GitHubFixture.StartAsync(PublishedDescriptions.EnterpriseServer);
        github.Server.KnowsRunDetails = false;
        github.Server.ApiVersions.Clear();
        if (knowsVersions)
        {
            github.Server.ApiVersions.Add("2022-11-28");
        }

        var pinned = await github.PinAsync();
        github.AddRun().Title = "swarm run-0001abcde";
        github.AddRun().Title = "swarm xrun-0001abcd";
        var dispatch = await github.DispatchAsync(pinned);
        var run = github.Hosted.Runs.Values.Single(run => run.Title == "swarm run-0001abcd");
        Assert.Equal((run.Id, true), (dispatch.RunId, dispatch.IsCorrelated));

        // The one that was refused for its member started nothing, and the next dispatch leaves the member out at once.
        Assert.Equal(knowsVersions ? 2 : 1, github.Dispatches);
        await github.DispatchAsync(pinned, "run-0002abcd");
        Assert.Equal(knowsVersions ? 3 : 2, github.Dispatches);

        // The question for versions, and that first request, are all that the older description does not have.
        Assert.All(
            github.Server.TakeViolations(),
            wrong => Assert.True(
                wrong.Contains("/versions", StringComparison.Ordinal) || wrong.EndsWith("$.return_run_details is not described", StringComparison.Ordinal), wrong));
    }

    [Fact]
    public async Task A_run_that_shows_late_is_found()
    {
        await using var github = await GitHubFixture.StartAsync();
        github.Server.KnowsRunDetails = false;
        github.Server.ApiVersions.Clear();
        var empty = new Fault.Change(_ => new ServerAnswer(200, "{\"total_count\":0,\"workflow_runs\":[]}"u8.ToArray()));
        github.Server.Script("GET", "/runs", empty, empty, Fault.Status(502), empty);
        Assert.True((await github.DispatchAsync(await github.PinAsync())).IsCorrelated);
        Assert.Equal(1, github.Dispatches);
    }

    public static TheoryData<string> LostAnswers => ["dropped", "timed out", "500", "502", "cut short", "no json", "too large"];

    [Theory]
    [MemberData(nameof(LostAnswers))]
    public async Task A_lost_answer_never_leads_to_a_second_dispatch(string how)
    {
        await using var github = await GitHubFixture.StartAsync();
        github.Server.Script("POST", "/dispatches", how switch
        {
            "dropped" => new Fault.Drop(IsDone: true),
            "timed out" => new Fault.Hang(IsDone: true) { Reached = () => github.Clock.Advance(TimeSpan.FromSeconds(101)) },
            "500" => new Fault.Change(_ => ServerAnswer.Message(500, "Server Error")),
            "502" => new Fault.Change(_ => new ServerAnswer(502, "<html>"u8.ToArray())),
            "cut short" => new Fault.Change(answer => answer with { CutAfter = 5 }),
            "no json" => new Fault.Change(_ => new ServerAnswer(200, "<html>"u8.ToArray())),
            _ => new Fault.Change(_ => new ServerAnswer(200, new byte[9 * 1024 * 1024])),
        });
        var dispatch = await github.DispatchAsync(await github.PinAsync());
        Assert.Equal((Assert.Single(github.Hosted.Runs.Keys), true), (dispatch.RunId, dispatch.IsCorrelated));
        Assert.Equal(1, github.Dispatches);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Where_no_run_is_to_be_seen_that_is_said_and_nothing_repeated(bool isDone)
    {
        await using var github = await GitHubFixture.StartAsync();
        github.Server.ShowsRuns = false;
        github.Server.Script("POST", "/dispatches", new Fault.Drop(isDone));
        var pinned = await github.PinAsync();
        var exception = await GitHubFixture.RefusesAsync(ErrorCode.GitHubRunUnknown, () => github.DispatchAsync(pinned));
        Assert.Equal(1, github.Dispatches);
        Assert.False(exception.Retryable);
        Assert.Contains("run-0001abcd", exception.Message, StringComparison.Ordinal);
        Assert.Contains("Do not start it again", exception.Message, StringComparison.Ordinal);

        // It can be looked for later.
        github.Server.ShowsRuns = true;
        Assert.Equal(isDone, await github.Client.FindDispatchedRunAsync(pinned.Workflow, "run-0001abcd", null, GitHubFixture.Cancel) is not null);
    }

    [Fact]
    public async Task Two_runs_of_one_request_are_not_guessed_between()
    {
        await using var github = await GitHubFixture.StartAsync();
        github.Server.Dispatched = run => github.AddRun().Title = run.Title;
        github.Server.Script("POST", "/dispatches", new Fault.Drop(IsDone: true));
        var pinned = await github.PinAsync();
        await GitHubFixture.RefusesAsync(ErrorCode.GitHubRunUnknown, () => github.DispatchAsync(pinned));
        Assert.Equal(1, github.Dispatches);
    }

    [Fact]
    public async Task What_a_limit_turned_away_is_dispatched_when_its_time_has_come()
    {
        await using var github = await GitHubFixture.StartAsync();
        github.Server.Script("POST", "/dispatches", Fault.SecondaryLimit("30"), Fault.PrimaryLimit(github.Clock, TimeSpan.FromSeconds(40)));
        Assert.False((await github.DispatchAsync(await github.PinAsync())).IsCorrelated);
        Assert.Equal([TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(40)], github.Clock.Waits);
        Assert.Single(github.Hosted.Runs);
    }

    [Fact]
    public async Task Forks_that_are_dispatched_side_by_side_each_have_their_own_run()
    {
        await using var github = await GitHubFixture.StartAsync();
        github.Server.Script("POST", "/dispatches", Fault.SecondaryLimit("2"), new Fault.Drop(IsDone: true), new Fault.Change(_ => new ServerAnswer(204, [])));
        var pinned = await github.PinAsync();
        var ids = Enumerable.Range(0, 20).Select(index => $"run-fork-{index:00}").ToArray();
        var dispatches = await Task.WhenAll(ids.Select(id => github.DispatchAsync(pinned, id)));
        Assert.Equal(ids.Select(id => $"swarm {id}"), dispatches.Select(dispatch => github.Hosted.Runs[dispatch.RunId].Title));
        Assert.Equal((20, 21), (github.Hosted.Runs.Count, github.Dispatches));
    }

    [Fact]
    public async Task Inputs_that_the_workflow_does_not_have_are_refused_once()
    {
        await using var github = await GitHubFixture.StartAsync();
        github.Workflow.Inputs = ["bundle"];
        var pinned = await github.PinAsync();
        var exception = await GitHubFixture.RefusesAsync(ErrorCode.GitHubRejected, () => github.DispatchAsync(pinned));
        Assert.Contains("request_id", exception.Message, StringComparison.Ordinal);
        Assert.Equal(1, github.Dispatches);
    }

    [Fact]
    public async Task Too_many_inputs_are_refused_before_anything_is_sent()
    {
        await using var github = await GitHubFixture.StartAsync();
        var pinned = await github.PinAsync();
        var inputs = Enumerable.Range(0, 26).ToDictionary(index => $"input_{index}", _ => "x");
        await GitHubFixture.RefusesAsync(ErrorCode.SpecInvalid, () => github.Client.DispatchAsync(pinned, "run-0001abcd", inputs, GitHubFixture.Cancel));
        inputs = new Dictionary<string, string> { ["script"] = new string('x', 65_536) };
        await GitHubFixture.RefusesAsync(ErrorCode.SpecInvalid, () => github.Client.DispatchAsync(pinned, "run-0001abcd", inputs, GitHubFixture.Cancel));
        Assert.Equal(0, github.Dispatches);
    }
}

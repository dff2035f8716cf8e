using System.Text;
using System.Text.Json.Nodes;
using Swarm.Backends.Tests.Server;
using Swarm.Core.Errors;

namespace Swarm.Backends.Tests.Lookups;

/// <summary>What holds for each list and look-up of GitHub's, whatever the server does.</summary>
public sealed class LookupTests
{
    private const string Canary = "CANARY-of-a-body";

    public static TheoryData<string> Names => Lookup.Names;

    public static TheoryData<string> Lists => Lookup.Lists;

    [Theory]
    [MemberData(nameof(Names))]
    public async Task None_is_sent_on_to_another_host(string name)
    {
        await using var github = await GitHubFixture.StartAsync();
        var lookup = Lookup.Of(name);
        foreach (var status in new[] { 301, 302, 303, 307, 308 })
        {
            github.Server.Script("GET", lookup.PathEnd, new Fault.Answer(
                () => new ServerAnswer(status, []).With("Location", $"{github.Server.StoreAddress}store/elsewhere")));
            await Assert.ThrowsAsync<SwarmException>(() => lookup.AskAsync(github));
        }

        Assert.Equal(0, github.Server.Count("GET", "/elsewhere"));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task None_takes_more_than_its_limit(string name)
    {
        await using var github = await GitHubFixture.StartAsync();
        var lookup = Lookup.Of(name);
        github.Server.Script("GET", lookup.PathEnd, new Fault.Answer(() => new ServerAnswer(200, new byte[9 * 1024 * 1024]) { IsChunked = true }));
        await GitHubFixture.RefusesAsync(ErrorCode.GitHubResponseInvalid, () => lookup.AskAsync(github));
        Assert.Equal(1, github.Server.Count("GET", lookup.PathEnd));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task None_outlives_its_deadline(string name)
    {
        await using var github = await GitHubFixture.StartAsync();
        var lookup = Lookup.Of(name);
        github.Server.Script("GET", lookup.PathEnd, new Fault.Hang(IsDone: false) { Reached = () => github.Clock.Advance(TimeSpan.FromSeconds(100)) });
        await GitHubFixture.RefusesAsync(ErrorCode.GitHubTimeout, () => lookup.AskAsync(github));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Each_waits_as_long_as_a_limit_asks(string name)
    {
        await using var github = await GitHubFixture.StartAsync();
        var lookup = Lookup.Of(name);
        github.Server.Script("GET", lookup.PathEnd, Fault.SecondaryLimit("11"), Fault.PrimaryLimit(github.Clock, TimeSpan.FromHours(1)));
        var exception = await GitHubFixture.RefusesAsync(ErrorCode.GitHubRateLimited, () => lookup.AskAsync(github));
        Assert.True(exception.Retryable);
        Assert.Equal([TimeSpan.FromSeconds(11)], github.Clock.Waits);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Each_is_asked_three_times_at_most(string name)
    {
        await using var github = await GitHubFixture.StartAsync();
        var lookup = Lookup.Of(name);
        github.Server.Script("GET", lookup.PathEnd, [.. Enumerable.Repeat(Fault.Status(502), 9)]);
        await GitHubFixture.RefusesAsync(ErrorCode.GitHubUnavailable, () => lookup.AskAsync(github));
        Assert.Equal(3, github.Server.Count("GET", lookup.PathEnd));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Each_ends_where_its_caller_cancels(string name)
    {
        await using var github = await GitHubFixture.StartAsync();
        var lookup = Lookup.Of(name);
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(GitHubFixture.Cancel);
        github.Server.Script("GET", lookup.PathEnd, new Fault.Hang(IsDone: false) { Reached = cancel.Cancel });
        var asked = name switch
        {
            "run" => github.Client.GetRunAsync(github.Repository, 5, cancel.Token),
            "jobs" => github.Client.ListJobsAsync(github.Repository, 5, cancel.Token),
            "runs" => github.Client.FindDispatchedRunAsync(github.Reference, "run-0001abcd", null, cancel.Token),
            "repository" => github.Client.GetRepositoryAsync(github.Repository, cancel.Token),
            _ => Task.FromCanceled(new CancellationToken(canceled: true)),
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task None_shows_more_of_a_refusal_than_its_message(string name)
    {
        await using var github = await GitHubFixture.StartAsync();
        var lookup = Lookup.Of(name);
        foreach (var status in new[] { 400, 401, 403, 404, 409, 410, 418, 422, 451, 500, 503 })
        {
            github.Connect(options => options with { Attempts = 1 });
            github.Server.Script("GET", lookup.PathEnd, new Fault.Answer(() => ServerAnswer.Json(
                status, new JsonObject { ["message"] = "No", ["token"] = Canary, ["documentation_url"] = Canary })));
            var exception = await Record.ExceptionAsync(() => lookup.AskAsync(github));
            Assert.True(exception is SwarmException || name == "owner of the token", $"{status}: {exception}");
            Assert.DoesNotContain(Canary, $"{exception}", StringComparison.Ordinal);
        }

        Assert.DoesNotContain(github.Trace, line => line.Contains(Canary, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task None_shows_anything_of_an_answer_that_it_cannot_read(string name)
    {
        await using var github = await GitHubFixture.StartAsync();
        var lookup = Lookup.Of(name);
        var members = new[]
        {
            "id", "full_name", "default_branch", "private", "archived", "permissions", "login", "ref", "object", "type", "size", "content", "encoding", "path",
            "state", "head_sha", "created_at", "run_started_at", "run_attempt", "status", "conclusion", "total_count", "workflow_runs", "jobs", "artifacts", "secrets",
            "expired", "size_in_bytes", "name", "deployment_branch_policy", "key",
        };
        JsonNode?[] values = [Canary, new JsonArray(Canary), new JsonObject { [Canary] = Canary }, new JsonArray(new JsonObject { ["id"] = Canary }), 1.5e300, true, null];
        foreach (var value in values)
        {
            var body = new JsonObject(members.Select(member => KeyValuePair.Create(member, value?.DeepClone()))).ToJsonString();
            github.Server.Script("GET", lookup.PathEnd, new Fault.Answer(() => new ServerAnswer(200, Encoding.UTF8.GetBytes(body))));
            var exception = await Record.ExceptionAsync(() => lookup.AskAsync(github));
            Assert.True(exception is SwarmException { Code: "GH_RESPONSE_INVALID" } || (name == "owner of the token" && value is JsonValue), $"{value?.ToJsonString()}: {exception}");
            Assert.DoesNotContain(Canary, $"{exception}", StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task None_takes_what_is_no_strict_json(string name)
    {
        await using var github = await GitHubFixture.StartAsync();
        var lookup = Lookup.Of(name);
        string[] bodies =
        [
            "", "null", "[]", "{}", "1", "\"text\"", "<html>", "{\"id\":1,}", "{'id':1}", "{\"id\":1}{\"id\":2}", "{\"id\":NaN}",
            "{\"id\":1,\"id\":1}", "{\"name\":\"\\ud800\",\"id\":1,\"state\":\"\\ud800\"}", new string('[', 5000), $"{{\"object\":{new string('[', 100)}{new string(']', 100)}}}",
        ];
        foreach (var body in bodies)
        {
            github.Server.Script("GET", lookup.PathEnd, new Fault.Answer(() => new ServerAnswer(200, Encoding.UTF8.GetBytes(body))));
            await GitHubFixture.RefusesAsync(ErrorCode.GitHubResponseInvalid, () => lookup.AskAsync(github));
        }

        github.Server.Script("GET", lookup.PathEnd, new Fault.Answer(() => new ServerAnswer(200, [0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])));
        await GitHubFixture.RefusesAsync(ErrorCode.GitHubResponseInvalid, () => lookup.AskAsync(github));
    }

    [Theory]
    [MemberData(nameof(Lists))]
    public async Task A_list_goes_on_nowhere_that_its_answer_names(string name)
    {
        await using var github = await GitHubFixture.StartAsync();
        github.Hosted.Environments["e"] = new ServerEnvironment("e");
        var lookup = Lookup.Of(name);
        var member = name switch { "runs" => "workflow_runs", _ => name };
        foreach (var next in new[] { $"{github.Server.StoreAddress}store/elsewhere?cursor=1", $"{github.Server.Host}/api/v3/elsewhere?page=2", "/elsewhere" })
        {
            github.Server.Script("GET", lookup.PathEnd, new Fault.Answer(
                () => ServerAnswer.Json(200, new JsonObject { ["total_count"] = 500, [member] = new JsonArray() }).With("Link", $"<{next}>; rel=\"next\"")));
            await lookup.AskAsync(github);
        }

        Assert.Equal(0, github.Server.Count("GET", "/elsewhere"));
        Assert.Equal(3, github.Server.Count("GET", lookup.PathEnd));
    }

    [Theory]
    [MemberData(nameof(Lists))]
    public async Task A_list_ends_after_thirty_pages(string name)
    {
        await using var github = await GitHubFixture.StartAsync();
        var lookup = Lookup.Of(name);
        var member = name switch { "runs" => "workflow_runs", _ => name };
        var items = Enumerable.Range(1, 100).Select(index => (JsonNode)new JsonObject
        {
            ["id"] = index,
            ["name"] = "n",
            ["status"] = "queued",
            ["head_sha"] = github.Commit,
            ["event"] = "push",
            ["html_url"] = "https://github.com/",
            ["created_at"] = "2026-01-01T00:00:00Z",
            ["updated_at"] = "2026-01-01T00:00:00Z",
            ["size_in_bytes"] = 1,
            ["expired"] = false,
        });
        var page = new JsonObject { ["total_count"] = 100, [member] = new JsonArray([.. items]) };
        github.Server.Script("GET", lookup.PathEnd, [.. Enumerable.Repeat(new Fault.Answer(() => ServerAnswer.Json(200, page)), 40)]);
        await GitHubFixture.RefusesAsync(ErrorCode.GitHubResponseInvalid, () => lookup.AskAsync(github));
        Assert.Equal(30, github.Server.Count("GET", lookup.PathEnd));
    }

    [Theory]
    [InlineData("repository")]
    [InlineData("owner of the token")]
    [InlineData("branch")]
    [InlineData("tag")]
    [InlineData("file")]
    [InlineData("workflow")]
    [InlineData("runs")]
    public async Task None_takes_an_answer_that_says_a_thing_twice(string name)
    {
        await using var github = await GitHubFixture.StartAsync();
        var lookup = Lookup.Of(name);
        github.Server.Script("GET", lookup.PathEnd, new Fault.Change(answer => answer with { Body = [.. "{\"node_id\":\"a\",\"node_id\":\"b\","u8, .. answer.Body.AsSpan(1)] }));
        await GitHubFixture.RefusesAsync(ErrorCode.GitHubResponseInvalid, () => lookup.AskAsync(github));
        await lookup.AskAsync(github);
    }

    [Fact]
    public async Task A_run_on_a_later_page_is_found()
    {
        await using var github = await GitHubFixture.StartAsync();
        var wanted = github.AddRun();
        wanted.Title = "swarm run-0001abcd";
        for (var index = 0; index < 230; index++)
        {
            github.AddRun().Title = $"swarm run-{index:0000}wxyz";
        }

        var found = await github.Client.FindDispatchedRunAsync(github.Reference, "run-0001abcd", github.Clock.GetUtcNow() - TimeSpan.FromHours(1), GitHubFixture.Cancel);
        Assert.Equal(wanted.Id, found!.Id);
        Assert.Equal(3, github.Server.Count("GET", "/runs"));
    }

    [Fact]
    public async Task A_name_is_asked_for_as_it_is()
    {
        await using var github = await GitHubFixture.StartAsync();
        github.Hosted.References["refs/heads/feature/100%41#1"] = new ServerObject("commit", ServerRepository.Id("escaped"));
        github.Hosted.References["refs/heads/feature/100A#1"] = new ServerObject("commit", ServerRepository.Id("another"));
        Assert.Equal(ServerRepository.Id("escaped"), (await github.Client.ResolveAsync(github.Repository, "feature/100%41#1", GitHubFixture.Cancel)).Commit);
    }

    [Fact]
    public async Task Words_that_nobody_knows_are_passed_on()
    {
        await using var github = await GitHubFixture.StartAsync();
        var run = github.AddRun();
        (run.Status, run.Conclusion, run.Title) = ("paused_by_moon", "eclipsed", "Zürich \U0001F41D \"quoted\" \\ \u2028");
        run.Jobs.Add(new ServerJob(1, "episode", "dreaming", "woken_up"));
        github.Server.Script("GET", $"/runs/{run.Id}", new Fault.Change(answer =>
        {
            var body = JsonNode.Parse(answer.Body)!.AsObject();
            body["actor"] = new JsonObject { ["id"] = 1, ["login"] = "x", ["type"] = "Visitor" };
            body["repository"] = new JsonObject { ["id"] = 1, ["visibility"] = "galactic" };
            body["head_commit"] = new JsonObject { ["id"] = 1, ["timestamp"] = "yesterday" };
            body["pull_requests"] = 7;
            return ServerAnswer.Json(200, body);
        }));
        var seen = await github.Client.GetRunAsync(github.Repository, run.Id, GitHubFixture.Cancel);
        Assert.Equal((run.Status, run.Conclusion, run.Title, false), (seen.Status, seen.Conclusion, seen.DisplayTitle, seen.IsCompleted));
        var job = Assert.Single(await github.Client.ListJobsAsync(github.Repository, run.Id, GitHubFixture.Cancel));
        Assert.Equal(("dreaming", "woken_up"), (job.Status, job.Conclusion));
        github.Workflow.State = "hibernating";
        Assert.Contains("'hibernating'", (await GitHubFixture.RefusesAsync(ErrorCode.GitHubConflict, github.PinAsync)).Message, StringComparison.Ordinal);
        github.Hosted.References["refs/heads/odd"] = new ServerObject("comet", github.Commit);
        Assert.Contains(
            "'comet'",
            (await GitHubFixture.RefusesAsync(ErrorCode.WorkflowRefInvalid, () => github.Client.ResolveAsync(github.Repository, "odd", GitHubFixture.Cancel))).Message,
            StringComparison.Ordinal);
        github.Server.TakeViolations();
    }

    [Fact]
    public async Task Answers_with_nulls_where_nothing_is_known_are_read()
    {
        await using var github = await GitHubFixture.StartAsync();
        var run = github.AddRun();
        run.Jobs.Add(new ServerJob(1, "episode", "queued", null));
        github.Server.Script("GET", $"/runs/{run.Id}", new Fault.Change(answer => With(answer, "status", "conclusion", "head_branch", "display_title", "run_started_at", "path", "actor")));
        var seen = await github.Client.GetRunAsync(github.Repository, run.Id, GitHubFixture.Cancel);
        Assert.Equal((null, null, null, null, 1), (seen.Status, seen.Conclusion, seen.RunStartedAt, seen.DisplayTitle, seen.RunAttempt));
        github.Server.Script("GET", "/jobs", new Fault.Change(answer =>
        {
            var body = JsonNode.Parse(answer.Body)!;
            (body["jobs"]![0]!["started_at"], body["jobs"]![0]!["runner_name"], body["jobs"]![0]!["conclusion"]) = (null, null, null);
            return ServerAnswer.Json(200, body);
        }));
        Assert.Null(Assert.Single(await github.Client.ListJobsAsync(github.Repository, run.Id, GitHubFixture.Cancel)).StartedAt);

        static ServerAnswer With(ServerAnswer answer, params string[] nulls)
        {
            var body = JsonNode.Parse(answer.Body)!.AsObject();
            foreach (var name in nulls)
            {
                body[name] = null;
            }

            return ServerAnswer.Json(200, body);
        }
    }

    [Fact]
    public async Task A_file_that_is_no_text_is_read_as_it_is()
    {
        await using var github = await GitHubFixture.StartAsync();
        var bytes = Enumerable.Range(0, 256).Select(value => (byte)value).ToArray();
        github.Hosted.Files[(github.Commit, github.Reference.Path)] = bytes;
        Assert.Equal(bytes, await github.Client.GetWorkflowFileAsync(github.Reference, GitHubFixture.Cancel));
    }

    [Theory]
    [InlineData("type", "symlink")]
    [InlineData("type", "submodule")]
    [InlineData("type", "dir")]
    [InlineData("encoding", "none")]
    [InlineData("content", "no base64!")]
    public async Task What_is_no_ordinary_file_is_refused(string member, string value)
    {
        await using var github = await GitHubFixture.StartAsync();
        github.Server.Script("GET", "swarm-run.yml", new Fault.Change(answer =>
        {
            var body = JsonNode.Parse(answer.Body)!;
            body[member] = value;
            return ServerAnswer.Json(200, body);
        }));
        await GitHubFixture.RefusesAsync(ErrorCode.GitHubResponseInvalid, () => github.Client.GetWorkflowFileAsync(github.Reference, GitHubFixture.Cancel));
    }

    [Fact]
    public async Task Many_look_at_once_and_each_sees_its_own()
    {
        await using var github = await GitHubFixture.StartAsync();
        var runs = Enumerable.Range(0, 40).Select(_ => github.AddRun()).ToArray();
        var seen = await Task.WhenAll(runs.Select(run => github.Client.GetRunAsync(github.Repository, run.Id, GitHubFixture.Cancel)));
        Assert.Equal(runs.Select(run => run.Id), seen.Select(run => run.Id));
    }
}

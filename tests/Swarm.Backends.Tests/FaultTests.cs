using System.Globalization;
using Swarm.Backends.GitHub;
using Swarm.Backends.Tests.Server;
using Swarm.Core.Errors;

namespace Swarm.Backends.Tests;

public sealed class FaultTests
{
    public static TheoryData<int, string> Refusals => new()
    {
        { 401, "GH_UNAUTHORIZED" },
        { 403, "GH_FORBIDDEN" },
        { 404, "GH_NOT_FOUND" },
        { 409, "GH_CONFLICT" },
        { 410, "GH_GONE" },
        { 422, "GH_REJECTED" },
        { 400, "GH_REJECTED" },
        { 302, "GH_RESPONSE_INVALID" },
        { 307, "GH_NOT_FOUND" },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task A_refusal_has_its_code_and_is_not_repeated(int status, string code)
    {
        await using var github = await GitHubFixture.StartAsync();
        github.Server.Script("GET", "/repos/octo/lab", Fault.Status(status, "Because of\r\nthis"));
        var exception = await Assert.ThrowsAsync<SwarmException>(() => github.Client.GetRepositoryAsync(github.Repository, GitHubFixture.Cancel));
        Assert.Equal((code, 4), (exception.Code, exception.ExitCode));
        Assert.Contains("octo/lab", exception.Message, StringComparison.Ordinal);
        Assert.Contains("Because of  this", exception.Message, StringComparison.Ordinal);
        Assert.Equal(1, github.Server.Count("GET", "/repos/octo/lab"));
    }

    [Fact]
    public async Task Faults_are_repeated_twice_after_a_wait_of_seconds()
    {
        await using var github = await GitHubFixture.StartAsync();
        github.Server.Script("GET", "/repos/octo/lab", Fault.Status(500), new Fault.Drop(IsDone: false));
        Assert.Equal("octo/lab", (await github.Client.GetRepositoryAsync(github.Repository, GitHubFixture.Cancel)).FullName);
        Assert.Equal(2, github.Clock.Waits.Count);
        Assert.All(github.Clock.Waits, wait => Assert.InRange(wait, TimeSpan.FromTicks(1), TimeSpan.FromSeconds(4)));
    }

    [Fact]
    public async Task Waits_differ_grow_and_have_a_bound()
    {
        await using var github = await GitHubFixture.StartAsync();
        github.Connect(options => options with { Attempts = 12, CallDeadline = TimeSpan.FromHours(1) });
        github.Server.Script("GET", "/repos/octo/lab", [.. Enumerable.Repeat(Fault.Status(503), 11)]);
        await github.Client.GetRepositoryAsync(github.Repository, GitHubFixture.Cancel);
        var waits = github.Clock.Waits;
        Assert.Equal(11, waits.Count);
        Assert.True(waits.Distinct().Count() > 5);
        Assert.True(waits.Max() > 4 * waits.Take(2).Max());
        Assert.Equal(TimeSpan.FromSeconds(30), waits.Max());
    }

    [Fact]
    public async Task A_client_that_may_ask_once_asks_once()
    {
        await using var github = await GitHubFixture.StartAsync();
        github.Connect(options => options with { Attempts = 1 });
        github.Server.Script("GET", "/repos/octo/lab", Fault.Status(503), Fault.Status(503));
        await GitHubFixture.RefusesAsync(ErrorCode.GitHubUnavailable, () => github.Client.GetRepositoryAsync(github.Repository, GitHubFixture.Cancel));
        Assert.Equal(1, github.Server.Count("GET", "/repos/octo/lab"));
        Assert.Empty(github.Clock.Waits);
    }

    [Fact]
    public async Task A_third_fault_is_reported()
    {
        await using var github = await GitHubFixture.StartAsync();
        github.Server.Script("GET", "/repos/octo/lab", Fault.Status(500), Fault.Status(502), Fault.Status(503, "Down"), Fault.Status(500));
        var exception = await GitHubFixture.RefusesAsync(
            ErrorCode.GitHubUnavailable, () => github.Client.GetRepositoryAsync(github.Repository, GitHubFixture.Cancel));
        Assert.Contains("503", exception.Message, StringComparison.Ordinal);
        Assert.True(exception.Retryable);
        Assert.Equal(3, github.Server.Count("GET", "/repos/octo/lab"));
    }

    [Fact]
    public async Task Retry_After_is_honoured_in_seconds_and_as_a_date_of_the_servers_clock()
    {
        await using var github = await GitHubFixture.StartAsync();
        github.Server.ClockSkew = TimeSpan.FromHours(3);
        var date = (github.Clock.GetUtcNow() + TimeSpan.FromHours(3) + TimeSpan.FromSeconds(24)).ToString("R", CultureInfo.InvariantCulture);
        github.Server.Script(
            "GET",
            "/repos/octo/lab",
            new Fault.Answer(() => ServerAnswer.Message(503, "Down").With("Retry-After", "7")),
            Fault.SecondaryLimit(date, status: 429));
        await github.Client.GetRepositoryAsync(github.Repository, GitHubFixture.Cancel);
        Assert.Equal([TimeSpan.FromSeconds(7), TimeSpan.FromSeconds(17)], github.Clock.Waits);
    }

    [Fact]
    public async Task A_secondary_limit_that_names_no_time_is_given_a_minute()
    {
        await using var github = await GitHubFixture.StartAsync();
        github.Server.Script("GET", "/repos/octo/lab", Fault.SecondaryLimit(null));
        await github.Client.GetRepositoryAsync(github.Repository, GitHubFixture.Cancel);
        Assert.Equal([TimeSpan.FromMinutes(1)], github.Clock.Waits);
    }

    [Fact]
    public async Task A_limit_beyond_the_deadline_is_reported_at_once_with_its_time()
    {
        await using var github = await GitHubFixture.StartAsync();
        github.Server.Script("GET", "/repos/octo/lab", Fault.PrimaryLimit(github.Clock, TimeSpan.FromMinutes(30)));
        var exception = await GitHubFixture.RefusesAsync(
            ErrorCode.GitHubRateLimited, () => github.Client.GetRepositoryAsync(github.Repository, GitHubFixture.Cancel));
        Assert.Contains("1800 s", exception.Message, StringComparison.Ordinal);
        Assert.True(exception.Retryable);
        Assert.Empty(github.Clock.Waits);
    }

    [Fact]
    public async Task Silence_ends_at_the_deadline()
    {
        await using var github = await GitHubFixture.StartAsync();
        github.Server.Script("GET", "/repos/octo/lab", new Fault.Hang(IsDone: false) { Reached = () => github.Clock.Advance(TimeSpan.FromSeconds(100)) });
        await GitHubFixture.RefusesAsync(ErrorCode.GitHubTimeout, () => github.Client.GetRepositoryAsync(github.Repository, GitHubFixture.Cancel));
    }

    [Fact]
    public async Task A_body_that_comes_in_drops_ends_at_the_deadline()
    {
        await using var github = await GitHubFixture.StartAsync();
        github.Server.Script("GET", "/repos/octo/lab", new Fault.Trickle { Reached = () => github.Clock.Advance(TimeSpan.FromSeconds(100)) });
        await GitHubFixture.RefusesAsync(ErrorCode.GitHubTimeout, () => github.Client.GetRepositoryAsync(github.Repository, GitHubFixture.Cancel));
    }

    [Theory]
    [InlineData("<html>a proxy's page</html>")]
    [InlineData("{\"full_name\":\"octo/lab\"}")]
    [InlineData("{\"full_name\":\"octo/lab\",\"default_branch\":null,\"private\":true}")]
    [InlineData("{\"full_name\":\"octo/lab\",\"default_branch\":\"main\",\"private\":\"yes\"}")]
    [InlineData("{\"full_name\":\"octo/lab\",\"full_name\":\"evil/lab\",\"default_branch\":\"main\",\"private\":true}")]
    [InlineData("null")]
    [InlineData("")]
    public async Task An_answer_that_is_not_of_its_form_is_refused(string body)
    {
        await using var github = await GitHubFixture.StartAsync();
        github.Server.Script("GET", "/repos/octo/lab", new Fault.Answer(() => new ServerAnswer(200, System.Text.Encoding.UTF8.GetBytes(body))));
        await GitHubFixture.RefusesAsync(ErrorCode.GitHubResponseInvalid, () => github.Client.GetRepositoryAsync(github.Repository, GitHubFixture.Cancel));
    }

    [Fact]
    public async Task Members_that_are_not_known_are_passed_over()
    {
        await using var github = await GitHubFixture.StartAsync();
        github.Server.Script("GET", "/repos/octo/lab", new Fault.Answer(() => new ServerAnswer(
            200, "{\"critical_new\":[{}],\"full_name\":\"octo/lab\",\"default_branch\":\"main\",\"private\":true}"u8.ToArray())));
        Assert.Equal("main", (await github.Client.GetRepositoryAsync(github.Repository, GitHubFixture.Cancel)).DefaultBranch);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_answer_that_is_too_large_is_refused(bool isChunked)
    {
        await using var github = await GitHubFixture.StartAsync();
        github.Server.Script("GET", "/repos/octo/lab", new Fault.Answer(() => new ServerAnswer(200, new byte[9 * 1024 * 1024]) { IsChunked = isChunked }));
        await GitHubFixture.RefusesAsync(ErrorCode.GitHubResponseInvalid, () => github.Client.GetRepositoryAsync(github.Repository, GitHubFixture.Cancel));
    }

    [Fact]
    public async Task A_list_without_end_is_refused()
    {
        await using var github = await GitHubFixture.StartAsync();
        var run = github.AddRun();
        var jobs = string.Join(',', Enumerable.Range(1, 100).Select(index => $"{{\"id\":{index},\"name\":\"j\",\"status\":\"queued\"}}"));
        var page = System.Text.Encoding.UTF8.GetBytes($"{{\"total_count\":1,\"jobs\":[{jobs}]}}");
        github.Server.Script("GET", "/jobs", [.. Enumerable.Repeat(new Fault.Answer(() => new ServerAnswer(200, page)), 40)]);
        await GitHubFixture.RefusesAsync(ErrorCode.GitHubResponseInvalid, () => github.Client.ListJobsAsync(github.Repository, run.Id, GitHubFixture.Cancel));
    }

    [Fact]
    public async Task A_host_that_is_not_there_is_unavailable()
    {
        await using var github = await GitHubFixture.StartAsync();
        github.Connect(options => options with { Host = GitHubHost.Parse("http://127.0.0.1:1") });
        var exception = await GitHubFixture.RefusesAsync(
            ErrorCode.GitHubUnavailable, () => github.Client.GetRepositoryAsync(github.Repository, GitHubFixture.Cancel));
        Assert.Contains("127.0.0.1", exception.Message, StringComparison.Ordinal);
        Assert.Equal(2, github.Clock.Waits.Count);
    }
}

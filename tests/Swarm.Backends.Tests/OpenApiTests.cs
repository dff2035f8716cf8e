using System.Text.Json.Nodes;
using Swarm.Backends.Tests.OpenApi;

namespace Swarm.Backends.Tests;

public sealed class OpenApiTests
{
    private static readonly Dictionary<string, string> NoQuery = [];

    [Fact]
    public void Requests_are_checked_against_the_published_description()
    {
        var description = Need();
        const string Dispatch = "/repos/o/r/actions/workflows/x.yml/dispatches";
        Assert.Empty(description.CheckRequest("POST", Dispatch, NoQuery, JsonNode.Parse("""{"ref":"main","inputs":{"a":"b"},"return_run_details":true}""")));
        Assert.NotEmpty(description.CheckRequest("POST", Dispatch, NoQuery, null));
        Assert.NotEmpty(description.CheckRequest("POST", Dispatch, NoQuery, JsonNode.Parse("""{"inputs":{}}""")));
        Assert.NotEmpty(description.CheckRequest("POST", Dispatch, NoQuery, JsonNode.Parse("""{"ref":1}""")));
        Assert.NotEmpty(description.CheckRequest("POST", Dispatch, NoQuery, JsonNode.Parse("""{"ref":"main","surprise":1}""")));
        var many = new JsonObject(Enumerable.Range(0, 26).Select(index => KeyValuePair.Create<string, JsonNode?>($"i{index}", "x")));
        Assert.NotEmpty(description.CheckRequest("POST", Dispatch, NoQuery, new JsonObject { ["ref"] = "main", ["inputs"] = many }));
        Assert.NotEmpty(description.CheckRequest("PATCH", Dispatch, NoQuery, null));
        Assert.NotEmpty(description.CheckRequest("GET", "/repos/o/r/no/such/call", NoQuery, null));
        Assert.NotEmpty(description.CheckRequest("GET", "/repos/o/r/actions/runs/1/jobs", new Dictionary<string, string> { ["filter"] = "none" }, null));
        Assert.NotEmpty(description.CheckRequest("GET", "/repos/o/r/actions/runs/1/jobs", new Dictionary<string, string> { ["page"] = "x" }, null));
        Assert.NotEmpty(description.CheckRequest("GET", "/repos/o/r/actions/runs/1/jobs", new Dictionary<string, string> { ["sort"] = "x" }, null));
        Assert.Empty(description.CheckRequest("GET", "/repos/o/r/git/ref/heads/feature/a/b", NoQuery, null));
    }

    [Fact]
    public void Answers_have_no_members_that_the_description_lacks()
    {
        var description = Need();
        const string Run = "/repos/o/r/actions/runs/1";
        Assert.Empty(description.CheckAnswer("GET", Run, 200, JsonNode.Parse("""{"id":1,"conclusion":null}""")));
        Assert.NotEmpty(description.CheckAnswer("GET", Run, 200, JsonNode.Parse("""{"id":"1"}""")));
        Assert.NotEmpty(description.CheckAnswer("GET", Run, 200, JsonNode.Parse("""{"run_secret":1}""")));
        Assert.NotEmpty(description.CheckAnswer("GET", Run, 418, JsonNode.Parse("{}")));
    }

    [Fact]
    public async Task A_request_that_is_not_described_is_noticed_by_the_server()
    {
        _ = Need();
        await using var github = await GitHubFixture.StartAsync();
        using var http = new HttpClient();
        using var answer = await http.GetAsync(new Uri($"{github.Server.Host}/api/v3/repos/octo/lab/surprise"), GitHubFixture.Cancel);
        Assert.Contains("no such call", Assert.Single(github.Server.TakeViolations()), StringComparison.Ordinal);
    }

    private static OpenApiDescription Need()
    {
        Assert.SkipWhen(PublishedDescriptions.GitHub is null, $"NO REQUEST WAS CHECKED AGAINST GITHUB'S DESCRIPTION. {PublishedDescriptions.Missing}");
        return PublishedDescriptions.GitHub!;
    }
}

using System.Security;
using System.Text.Json;
using Swarm.Backends.GitLab;
using Swarm.Backends.Tests.OpenApi;
using Swarm.Backends.Tests.Server;
using Swarm.Core.Errors;

namespace Swarm.Backends.Tests;

public sealed class GitLabTokenTests
{
    private const string Canary = "glpat-CANARYcanaryCANARYca";

    [Fact]
    public void A_given_token_comes_before_the_variables_and_a_jobs_own_last()
    {
        using var given = new SecureString();
        foreach (var character in Canary)
        {
            given.AppendChar(character);
        }

        Assert.Equal("the call", Find(given, ("GITLAB_TOKEN", "glpat-other0000")).Source);
        var variable = Find(null, ("GITLAB_TOKEN", Canary), ("CI_JOB_TOKEN", "glcbt-000000"));
        Assert.Equal(("GITLAB_TOKEN", false, "[token]"), (variable.Source, variable.IsJobToken, variable.Redact(Canary)));
        Assert.True(Find(null, ("GITLAB_TOKEN", ""), ("CI_JOB_TOKEN", "glcbt-000000")).IsJobToken);
        var exception = Assert.Throws<SwarmException>(() => Find(null));
        Assert.Equal(("GL_UNAUTHORIZED", 4), (exception.Code, exception.ExitCode));
        Assert.Contains("GITLAB_TOKEN", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("tiny77")]
    [InlineData("glpat-line\r\nInjected: header")]
    public void What_cannot_be_a_token_is_refused_and_not_shown(string text)
    {
        var exception = Assert.Throws<SwarmException>(() => GitLabToken.FromText(text, "GITLAB_TOKEN"));
        Assert.Equal("GL_UNAUTHORIZED", exception.Code);
        Assert.True(text.Length == 0 || !exception.Message.Contains(text, StringComparison.Ordinal));
    }

    [Fact]
    public void A_token_prints_and_serialises_as_where_it_came_from()
    {
        var token = GitLabToken.FromText(Canary, "GITLAB_TOKEN");
        var options = new GitLabClientOptions { Token = token };
        Assert.DoesNotContain(Canary, $"{token}{options}{JsonSerializer.Serialize(token)}", StringComparison.Ordinal);
        Assert.Contains("GITLAB_TOKEN", token.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "gitlab.com", "https://gitlab.com/api/v4/")]
    [InlineData("https://gitlab.com/", "gitlab.com", "https://gitlab.com/api/v4/")]
    [InlineData("GitLab.Example.com:8443", "gitlab.example.com:8443", "https://gitlab.example.com:8443/api/v4/")]
    [InlineData("http://127.0.0.1:5000", "127.0.0.1:5000", "http://127.0.0.1:5000/api/v4/")]
    public void A_host_has_its_api(string? value, string name, string api)
    {
        var host = GitLabHost.Parse(value);
        Assert.Equal((name, api), (host.Name, host.ApiAddress.AbsoluteUri));
    }

    [Theory]
    [InlineData("http://gitlab.example.com")]
    [InlineData("ftp://gitlab.example.com")]
    [InlineData("user@gitlab.example.com")]
    [InlineData("git lab")]
    public void A_host_that_is_none_is_refused(string value) =>
        Assert.Equal("CONFIGURATION_INVALID", Assert.Throws<SwarmException>(() => GitLabHost.Parse(value)).Code);

    public static TheoryData<string> Echoes => ["message", "moved", "sent on", "not json", "hang", "drop", "refused", "limit"];

    [Theory]
    [MemberData(nameof(Echoes))]
    public async Task The_token_is_in_no_exception_no_trace_and_no_text(string echo)
    {
        await using var scene = await GitLabScene.StartAsync();
        scene.GitLab.Token = Canary;
        scene.Options = options => options with { Attempts = 1 };
        scene.Reconnect();
        Fault fault = echo switch
        {
            "moved" => new Fault.Answer(() => ServerAnswer.Message(301, Canary).With("Location", $"https://{Canary}.example/?{Canary}")),
            "sent on" => new Fault.Answer(() => new ServerAnswer(302, []).With("Location", $"http://example.com/{Canary}?{Canary}")),
            "not json" => new Fault.Answer(() => new ServerAnswer(200, System.Text.Encoding.UTF8.GetBytes($"<{Canary}>"))),
            "hang" => new Fault.Hang(IsDone: true) { Reached = () => scene.Clock.Advance(TimeSpan.FromHours(1)) },
            "drop" => new Fault.Drop(IsDone: true),
            "refused" => Fault.Status(401, $"401 Unauthorized: {Canary}"),
            "limit" => new Fault.Answer(() => ServerAnswer.Message(429, $"limit of {Canary}").With("Retry-After", "9999").With("x-request-id", Canary)),
            _ => Fault.Status(500, Canary),
        };
        foreach (var end in new[] { "/octo%2Fteam%2Flab", "/pipelines/5", "/jobs", "/artifacts", "/trace", "/cancel", "/f" })
        {
            scene.Server.Script(end == "/cancel" ? "POST" : "GET", end, fault, fault);
        }

        var client = scene.Client;
        var job = new GitLabJob(6, "episode", "success");
        Func<Task>[] calls =
        [
            () => scene.ResolveAsync(),
            () => client.ProbeAsync(scene.Project, BackendScene.Cancel),
            () => client.GetPipelineAsync(scene.Project, 5, BackendScene.Cancel),
            () => client.ListJobsAsync(scene.Project, 5, includeRetried: true, BackendScene.Cancel),
            () => client.DownloadArtifactAsync(scene.Project, job, scene.PathTo("a"), 1000, BackendScene.Cancel),
            () => client.TryDownloadLogAsync(scene.Project, job, scene.PathTo("b"), 1000, BackendScene.Cancel),
            () => client.DownloadPackageFileAsync(new GitLabPackageFile(scene.Project, "a", "1", "f"), scene.PathTo("c"), 1000, BackendScene.Cancel),
            () => client.CancelAsync(scene.Project, 5, BackendScene.Cancel),
        ];
        var texts = new List<string> { scene.Trace };
        foreach (var call in calls)
        {
            // What answers 200 is a file to a download, and an end to a cancellation, whatever is in it; every other call refuses it.
            var exception = await Record.ExceptionAsync(call);
            Assert.True(exception is SwarmException || (echo == "not json" && exception is null), $"{exception}");
            for (var at = exception; at is not null; at = at.InnerException)
            {
                texts.Add($"{at}{at.Message}{JsonSerializer.Serialize(at.Data)}");
            }
        }

        texts.Add(scene.Trace);
        Assert.True(texts.Count >= calls.Length - 4);
        Assert.NotEmpty(scene.Trace);
        Assert.DoesNotContain(texts, text => text.Contains(Canary, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task The_token_is_sent_in_its_header_and_nowhere_else()
    {
        await using var scene = await GitLabScene.StartAsync();
        scene.GitLab.Token = Canary;
        scene.Reconnect();
        await scene.DispatchAsync();
        Assert.All(scene.Server.Requests, request =>
        {
            Assert.Equal(Canary, request.Headers["PRIVATE-TOKEN"]);
            Assert.DoesNotContain("Authorization", request.Headers.Keys);
            Assert.DoesNotContain(Canary, request.Path + string.Join(',', request.Query.Values) + System.Text.Encoding.UTF8.GetString(request.Body), StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task Requests_are_checked_against_the_published_description()
    {
        Assert.SkipWhen(
            PublishedDescriptions.GitLab is null,
            "NO REQUEST WAS CHECKED AGAINST GITLAB'S DESCRIPTION: no package has it. Set SWARM_GITLAB_OPENAPI to its openapi_v3 as JSON.");
        await using var scene = await GitLabScene.StartAsync();
        using var http = new HttpClient();
        using var answer = await http.GetAsync(new Uri($"{scene.Server.Host}/api/v4/projects/1/surprise"), BackendScene.Cancel);
        Assert.Contains("no such call", Assert.Single(scene.Server.TakeViolations()), StringComparison.Ordinal);
    }

    private static GitLabToken Find(SecureString? given, params (string Name, string Value)[] variables) =>
        GitLabToken.Find(given, GitLabHost.Public, name => variables.FirstOrDefault(variable => variable.Name == name).Value);
}

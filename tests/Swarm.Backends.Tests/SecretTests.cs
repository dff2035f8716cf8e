using System.Text.Json;
using Swarm.Backends.GitHub;
using Swarm.Backends.Tests.Server;
using Swarm.Core.Errors;

namespace Swarm.Backends.Tests;

public sealed class SecretTests
{
    private const string Canary = "ghp_CANARYcanaryCANARYcanaryCANARYcanary";

    /// <summary>Ways in which a server, or a proxy in its place, throws the token back at us.</summary>
    public static TheoryData<string> Echoes => ["message", "errors", "moved", "sent on", "not json", "hang", "drop", "refused", "limit", "version", "run"];

    [Theory]
    [MemberData(nameof(Echoes))]
    public async Task The_token_is_in_no_exception_no_trace_and_no_text(string echo)
    {
        await using var github = await GitHubFixture.StartAsync();
        github.Server.Token = Canary;
        var client = github.Connect(options => options with { Attempts = 1 });
        Fault fault = echo switch
        {
            "errors" => new Fault.Answer(() => new ServerAnswer(422, JsonSerializer.SerializeToUtf8Bytes(new { message = Canary, errors = new object[] { Canary, new { message = Canary } } }))),
            "moved" => new Fault.Answer(() => ServerAnswer.Message(301, Canary).With("Location", $"https://{Canary}.example/?{Canary}")),
            "sent on" => new Fault.Answer(() => new ServerAnswer(302, []).With("Location", $"http://example.com/{Canary}?{Canary}")),
            "not json" => new Fault.Answer(() => new ServerAnswer(200, System.Text.Encoding.UTF8.GetBytes($"<{Canary}>"))),
            "hang" => new Fault.Hang(IsDone: true) { Reached = () => github.Clock.Advance(TimeSpan.FromHours(1)) },
            "drop" => new Fault.Drop(IsDone: true),
            "refused" => Fault.Status(401, $"Bad credentials: Bearer {Canary}"),
            "limit" => new Fault.Answer(() => ServerAnswer.Message(403, $"rate limit of {Canary}").With("Retry-After", "9999").With("x-github-request-id", Canary)),
            "version" => new Fault.Answer(() => ServerAnswer.Message(400, $"{Canary} is no version")),
            _ => Fault.Status(500, Canary),
        };
        foreach (var end in new[] { "/repos/octo/lab", "/actions/runs/5", "/jobs", "/artifacts", "/zip", "/logs", "/cancel", "/secrets" })
        {
            github.Server.Script(end == "/cancel" ? "POST" : "GET", end, fault, fault);
        }

        var artifact = new GitHubArtifact(6, "swarm-run", 1, Expired: false);
        Func<Task>[] calls =
        [
            () => client.ProbeAsync(github.Repository, GitHubFixture.Cancel),
            () => client.PinAsync(github.Reference, GitHubFixture.Cancel),
            () => client.GetRunAsync(github.Repository, 5, GitHubFixture.Cancel),
            () => client.ListJobsAsync(github.Repository, 5, GitHubFixture.Cancel),
            () => client.ListArtifactsAsync(github.Repository, 5, cancellationToken: GitHubFixture.Cancel),
            () => client.DownloadArtifactAsync(github.Repository, artifact, Path.Combine(github.Folder, "a"), 100, GitHubFixture.Cancel),
            () => client.TryDownloadLogAsync(github.Repository, new GitHubJob(5, "episode", "completed"), Path.Combine(github.Folder, "b"), 100, GitHubFixture.Cancel),
            () => client.CancelAsync(github.Repository, 5, cancellationToken: GitHubFixture.Cancel),
            () => client.ListEnvironmentSecretsAsync(github.Repository, "none", GitHubFixture.Cancel),
        ];
        var texts = new List<string>();
        foreach (var call in calls)
        {
            // What answers 200 is a file to a download, whatever is in it; every other call refuses it.
            var exception = await Record.ExceptionAsync(call);
            Assert.True(exception is SwarmException || (echo == "not json" && exception is null), $"{exception}");
            for (var at = exception; at is not null; at = at.InnerException)
            {
                texts.Add($"{at}{at.Message}{JsonSerializer.Serialize(at.Data)}");
            }
        }

        texts.AddRange(github.Trace);
        Assert.True(texts.Count >= 2 * (calls.Length - 3));
        Assert.DoesNotContain(texts, text => text.Contains(Canary, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task A_dispatch_sends_the_token_in_its_header_and_nowhere_else()
    {
        await using var github = await GitHubFixture.StartAsync();
        github.Server.Token = Canary;
        github.Connect();
        await github.DispatchAsync(await github.PinAsync());
        Assert.All(github.Server.Requests, request =>
        {
            Assert.Equal($"Bearer {Canary}", request.Headers["Authorization"]);
            Assert.DoesNotContain(Canary, request.Path + string.Join(',', request.Query.Values) + System.Text.Encoding.UTF8.GetString(request.Body), StringComparison.Ordinal);
            Assert.DoesNotContain("Cookie", request.Headers.Keys);
            Assert.DoesNotContain("traceparent", request.Headers.Keys);
            Assert.StartsWith("swarm/", request.Headers["User-Agent"], StringComparison.Ordinal);
        });
    }
}

using Swarm.Backends.Tests.Server;

namespace Swarm.Backends.Tests.Lookups;

/// <summary>A list or look-up of GitHub's: how it is asked for, and the end of the path that is asked.</summary>
internal sealed record Lookup(string PathEnd, Func<GitHubFixture, Task> AskAsync)
{
    private const long Run = 5;

    private static readonly string TagId = ServerRepository.Id("tag:v1:" + ServerRepository.Id("inner"));

    private static readonly Dictionary<string, Lookup> All = new()
    {
        ["repository"] = new("/repos/octo/lab", github => github.Client.GetRepositoryAsync(github.Repository, GitHubFixture.Cancel)),
        ["owner of the token"] = new("/user", github => github.Client.ProbeAsync(github.Repository, GitHubFixture.Cancel)),
        ["branch"] = new("/git/ref/heads/main", github => github.Client.ResolveAsync(github.Repository, "refs/heads/main", GitHubFixture.Cancel)),
        ["tag"] = new($"/git/tags/{TagId}", async github =>
        {
            github.Hosted.TagAnnotated("v1", new ServerObject("commit", ServerRepository.Id("inner")));
            await github.Client.ResolveAsync(github.Repository, "refs/tags/v1", GitHubFixture.Cancel);
        }),
        ["file"] = new("/contents/.github/workflows/swarm-run.yml", github => github.Client.GetWorkflowFileAsync(github.Reference, GitHubFixture.Cancel)),
        ["workflow"] = new("/actions/workflows/swarm-run.yml", github => github.PinAsync()),
        ["run"] = new($"/actions/runs/{Run}", github => github.Client.GetRunAsync(github.Repository, Run, GitHubFixture.Cancel)),
        ["runs"] = new("/swarm-run.yml/runs", github => github.Client.FindDispatchedRunAsync(github.Reference, "run-0001abcd", null, GitHubFixture.Cancel)),
        ["jobs"] = new($"/actions/runs/{Run}/jobs", github => github.Client.ListJobsAsync(github.Repository, Run, GitHubFixture.Cancel)),
        ["artifacts"] = new($"/actions/runs/{Run}/artifacts", github => github.Client.ListArtifactsAsync(github.Repository, Run, null, GitHubFixture.Cancel)),
        ["environment"] = new("/environments/e", github => github.Client.GetEnvironmentAsync(github.Repository, "e", GitHubFixture.Cancel)),
        ["secrets"] = new("/environments/e/secrets", github => github.Client.ListEnvironmentSecretsAsync(github.Repository, "e", GitHubFixture.Cancel)),
        ["key"] = new("/secrets/public-key", github => github.Client.GetEnvironmentPublicKeyAsync(github.Repository, "e", GitHubFixture.Cancel)),
    };

    public static TheoryData<string> Names => [.. All.Keys];

    public static TheoryData<string> Lists => ["runs", "jobs", "artifacts", "secrets"];

    public static Lookup Of(string name) => All[name];
}

using Swarm.Backends.GitHub;
using Swarm.Backends.Tests.OpenApi;
using Swarm.Backends.Tests.Server;
using Swarm.Core.Errors;

namespace Swarm.Backends.Tests;

/// <summary>A server with one repository and workflow, and a client of it. Its end fails where a request was not as GitHub describes it.</summary>
internal sealed class GitHubFixture : IAsyncDisposable
{
    private readonly List<string> _trace = [];

    private GitHubFixture(GitHubServer server, ServerClock clock)
    {
        Server = server;
        Clock = clock;
        Hosted = server.AddRepository("octo", "lab");
        Commit = Hosted.CommitWorkflow("swarm-run.yml", "name: swarm\nrun-name: swarm ${{ inputs.request_id }}\n");
        Repository = GitHubRepository.Parse("octo/lab");
        Reference = WorkflowReference.Parse($"octo/lab/.github/workflows/swarm-run.yml@{Commit}");
        Client = Connect();
    }

    public GitHubServer Server { get; }

    public ServerClock Clock { get; }

    public ServerRepository Hosted { get; }

    public string Commit { get; }

    public GitHubRepository Repository { get; }

    public WorkflowReference Reference { get; }

    public GitHubClient Client { get; private set; }

    public string Folder { get; } = Directory.CreateTempSubdirectory("swarm-github-").FullName;

    public ServerWorkflow Workflow => Hosted.Workflows["swarm-run.yml"];

    public IReadOnlyList<string> Trace
    {
        get
        {
            lock (_trace)
            {
                return [.. _trace];
            }
        }
    }

    public static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<GitHubFixture> StartAsync(OpenApiDescription? description = null)
    {
        var clock = new ServerClock();
        var server = GitHubServer.Create(clock, description ?? PublishedDescriptions.GitHub);
        await server.StartAsync();
        return new GitHubFixture(server, clock);
    }

    public GitHubClient Connect(Func<GitHubClientOptions, GitHubClientOptions>? change = null)
    {
        var options = new GitHubClientOptions
        {
            Host = GitHubHost.Parse(Server.Host),
            Token = GitHubToken.FromText(Server.Token, "the test"),
            Time = Clock,
            Trace = line =>
            {
                lock (_trace)
                {
                    _trace.Add(line);
                }
            },
        };
        Client?.Dispose();
        Client = new GitHubClient(change is null ? options : change(options));
        return Client;
    }

    public Task<PinnedWorkflow> PinAsync() => Client.PinAsync(Reference, Cancel);

    public Task<WorkflowDispatch> DispatchAsync(PinnedWorkflow pinned, string requestId = "run-0001abcd") =>
        Client.DispatchAsync(pinned, requestId, new Dictionary<string, string> { ["request_id"] = requestId }, Cancel);

    public ServerRun AddRun() => Server.AddRun(Hosted, Workflow, "refs/heads/main", Commit, new Dictionary<string, string>());

    public int Dispatches => Server.Count("POST", "/dispatches");

    public static async Task<SwarmException> RefusesAsync(ErrorCode code, Func<Task> action)
    {
        var exception = await Assert.ThrowsAsync<SwarmException>(action);
        Assert.Equal(code.Name, exception.Code);
        return exception;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Server.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
        Assert.Empty(Server.Violations);
    }
}

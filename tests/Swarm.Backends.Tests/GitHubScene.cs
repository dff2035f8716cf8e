using System.Text;
using Swarm.Backends.GitHub;
using Swarm.Backends.Remote;
using Swarm.Backends.Tests.OpenApi;
using Swarm.Backends.Tests.Server;

namespace Swarm.Backends.Tests;

/// <summary>GitHub.</summary>
internal sealed class GitHubScene : BackendScene
{
    private readonly GitHubServer _server;
    private readonly ServerRepository _repository;
    private readonly string _commit;

    private GitHubScene()
    {
        _server = GitHubServer.Create(Clock, PublishedDescriptions.GitHub);
        _repository = _server.AddRepository("octo", "lab");
        _commit = _repository.CommitWorkflow("swarm-run.yml", "name: swarm\n");
    }

    public override RemoteServer Server => _server;

    public override string WorkflowRef => $"octo/lab/.github/workflows/swarm-run.yml@{_commit}";

    public override string Codes => "GH";

    public override string DispatchPath => "/dispatches";

    public override IReadOnlyCollection<ServerRun> Runs => _repository.Runs.Values;

    public static async Task<GitHubScene> StartAsync()
    {
        var scene = new GitHubScene();
        await scene._server.StartAsync();
        return scene;
    }

    public override string PathOf(ServerRun run) => $"/runs/{run.Id}";

    public override ServerRun AddRun(string requestId) => _server.AddRun(
        _repository, _repository.Workflows["swarm-run.yml"], "refs/heads/main", _commit, new Dictionary<string, string> { ["request_id"] = requestId });

    public override void AddArtifact(ServerRun run, string name, params (string Name, string Content)[] files) =>
        _server.AddArtifact(run, name, ZipOf.Files(files));

    public override void AddJob(ServerRun run, string name, string conclusion, string? log) =>
        run.Jobs.Add(new ServerJob(_server.TakeId(), name, "completed", conclusion, log is null ? null : Encoding.UTF8.GetBytes(log)));

    public override void MoveBranch() => _repository.CommitWorkflow("swarm-run.yml", "name: changed\n");

    protected override IRunBackend Connect() => new GitHubBackend(new GitHubClientOptions
    {
        Host = GitHubHost.Parse(Server.Host),
        Token = GitHubToken.FromText(Server.Token, "the test"),
        Time = Clock,
    });
}

using Swarm.Backends.Tests.Server;
using Swarm.Core.Contracts;
using Swarm.Engine.Nodes;
using Swarm.Engine.Remote;
using Swarm.Engine.Runs;
using Swarm.Engine.Sessions;
using Swarm.Engine.Trust;
using Swarm.Execution.Episodes;
using Swarm.Verification.Verdicts;
using Swarm.Workflows.Runner;

namespace Swarm.Workflows.Tests.Support;

/// <summary>An operator with a store, and a GitLab that executes the pipelines that the engine starts.</summary>
internal sealed class GitLabOperator : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("swarm-operator-");

    private GitLabOperator(GitLabRunner runner)
    {
        Runner = runner;
        Directory.CreateDirectory(this["root"]);
        var variables = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["SWARM_HOME"] = this["home"],
            ["SWARM_POLL_INTERVAL_SECONDS"] = "0.1",
            ["SWARM_RUNNER_RECIPIENT"] = runner.Recipient,
            ["GITLAB_HOST"] = runner.Server.Host,
            ["GITLAB_TOKEN"] = runner.Server.Token,
        };
        Session = SwarmSession.OpenOrCreate(new SessionOptions { Root = this["root"], CurrentFolder = _folder.FullName, ReadVariable = variables.GetValueOrDefault });
    }

    public GitLabRunner Runner { get; }

    public SwarmSession Session { get; }

    public static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public string this[string name] => Path.Combine(_folder.FullName, name);

    /// <summary>What the only pipeline of a run has become at the server.</summary>
    public ServerRun RunOf(string runId) => Runner.Project.Runs.Values.Single(run => run.Inputs["SWARM_REQUEST_ID"] == runId);

    public static async Task<GitLabOperator> StartAsync()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The pipeline's lines are for bash on Linux.");
        return new GitLabOperator(await GitLabRunner.StartAsync());
    }

    /// <summary>A run that the engine executes on GitLab.</summary>
    public RunRequest Describe(string script, string? node = null, string? label = null, Func<BackendRequest, BackendRequest>? change = null)
    {
        var backend = new BackendRequest
        {
            Name = BackendNames.GitLab,
            WorkflowRef = Runner.WorkflowRef,
            AllowUnconfined = true,
            Trust = new CollectTrust { WaiveAttestation = true },
        };
        return new RunRequest
        {
            Step = new EpisodeStep { Command = ["sh", "-c", script] },
            Node = node is null ? null : new NodeReference(node),
            Label = label,
            Backend = change?.Invoke(backend) ?? backend,
        };
    }

    public Task<RunInfo> RunAsync(RunRequest request) => Session.Runs.RunAsync(request, Cancel);

    /// <summary>Verifies a collected run to the root. Nothing attests it, so that the digest that it was collected with has to authenticate it.</summary>
    public CertificateVerdict Verify(RunInfo run) => Session.Trust.VerifyNode(
        new NodeReference(run.Record.NodeId!),
        new VerifyRequest { Recurse = true, ExpectedArtifactHash = run.Record.ArtifactHash, Required = ["continuity", "lineage"] },
        Cancel);

    public Certificate CertificateOf(string node) => Session.Trust.Get(new NodeReference(node)).Certificate;

    public async ValueTask DisposeAsync()
    {
        Session.Dispose();
        await Runner.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}

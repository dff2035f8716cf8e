using Swarm.Backends.Archives;
using Swarm.Backends.GitHub;
using Swarm.Backends.Tests.OpenApi;
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

/// <summary>An operator with a store, and a service that executes what is dispatched.</summary>
internal sealed class RemoteOperator : IAsyncDisposable
{
    private const long MostBytes = 64L << 20;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("swarm-operator-");
    private int _count;

    private RemoteOperator(HostedRunner runner)
    {
        Runner = runner;
        Directory.CreateDirectory(this["root"]);
        Session = SwarmSession.OpenOrCreate(new SessionOptions
        {
            Root = this["root"],
            CurrentFolder = _folder.FullName,
            ReadVariable = name => name == "SWARM_HOME" ? this["home"] : null,
        });
        Repository = GitHubRepository.Parse(runner.Repository.FullName);
        Client = new GitHubClient(new GitHubClientOptions
        {
            Host = GitHubHost.Parse(runner.Server.Host),
            Token = GitHubToken.FromText(runner.Server.Token, "the test"),
        });
    }

    public HostedRunner Runner { get; }

    public SwarmSession Session { get; }

    public GitHubClient Client { get; }

    public GitHubRepository Repository { get; }

    public static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public string this[string name] => Path.Combine(_folder.FullName, name);

    public static async Task<RemoteOperator> StartAsync(HostedRunnerOptions? options = null)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The workflow's steps are for bash on Linux.");
        return new RemoteOperator(await HostedRunner.StartAsync(options ?? new HostedRunnerOptions { Description = PublishedDescriptions.GitHub }));
    }

    public PreparedRun Prepare(string script, string? node = null, string? label = null, Func<RemoteRunRequest, RemoteRunRequest>? change = null)
    {
        var request = new RemoteRunRequest
        {
            Run = new RunRequest
            {
                Step = new EpisodeStep { Command = ["sh", "-c", script] },
                Node = node is null ? null : new NodeReference(node),
                Label = label,
            },
            Backend = "github",
            WorkflowRef = Runner.WorkflowRef,
            Recipient = Runner.Recipient,
            Folder = "outbox",
            AllowUnconfined = true,
        };
        return Session.Remote.Prepare(change?.Invoke(request) ?? request, Cancel);
    }

    public async Task<long> DispatchAsync(PreparedRun prepared, string bundle = "")
    {
        var pinned = await Client.PinAsync(WorkflowReference.Parse(Runner.WorkflowRef), Cancel);
        var inputs = new Dictionary<string, string> { ["request_id"] = prepared.RunId, ["request"] = prepared.SealedRequest, ["bundle"] = bundle };
        return (await Client.DispatchAsync(pinned, prepared.RunId, inputs, Cancel)).RunId;
    }

    /// <summary>Dispatches a run and waits for its end.</summary>
    public async Task<GitHubRun> ExecuteAsync(PreparedRun prepared, string bundle = "")
    {
        var id = await DispatchAsync(prepared, bundle);
        await Runner.WaitAsync();
        return await Client.WaitAsync(Repository, id, TimeSpan.FromMinutes(1), changed: null, Cancel);
    }

    /// <summary>Downloads an artifact into a folder, which may be there.</summary>
    public async Task<string> DownloadAsync(GitHubRun run, string name, string? folder = null)
    {
        var into = folder ?? this[$"artifacts-{++_count}"];
        var archive = this[$"archive-{++_count}.zip"];
        var artifact = await Client.FindArtifactAsync(Repository, run, name, Cancel);
        await Client.DownloadArtifactAsync(Repository, artifact, archive, MostBytes, Cancel);
        var extracted = this[$"extracted-{_count}"];
        await new ArtifactArchive(name).ExtractAsync(archive, extracted, expected: null, Cancel);
        Directory.CreateDirectory(into);
        foreach (var file in Directory.EnumerateFiles(extracted))
        {
            File.Move(file, Path.Combine(into, Path.GetFileName(file)));
        }

        return into;
    }

    public async Task<RunInfo> CollectAsync(PreparedRun prepared, GitHubRun run)
    {
        var folder = await DownloadAsync(run, prepared.RunId);
        await DownloadAsync(run, $"{prepared.RunId}-attestation", folder);
        return Session.Remote.Collect(new CollectRequest { RunId = prepared.RunId, Folder = folder, TrustedRoot = Runner.TrustedRootFile }, Cancel);
    }

    public CertificateVerdict Verify(string node) => Session.Trust.VerifyNode(new NodeReference(node), new VerifyRequest
    {
        TrustedRoot = Runner.TrustedRootFile,
        TrustedWorkflows = [Runner.WorkflowRef.Split('@')[0]],
        Recurse = true,
        Required = ["attestation", "continuity", "lineage", "signature"],
    }, Cancel);

    public Certificate CertificateOf(string node) => Session.Trust.Get(new NodeReference(node)).Certificate;

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        Session.Dispose();
        await Runner.DisposeAsync();
        _folder.Delete(recursive: true);
        Assert.Empty(Runner.Server.Violations);
    }
}

using Swarm.Backends.Remote;
using Swarm.Backends.Tests.Server;
using Swarm.Core.Errors;

namespace Swarm.Backends.Tests;

/// <summary>A server with one workflow, and a backend that calls it: the same for every service.</summary>
internal abstract class BackendScene : IAsyncDisposable
{
    public const string RequestId = "run-0001abcd";

    public static TheoryData<string> Services => ["github"];

    public static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public abstract RemoteServer Server { get; }

    public ServerClock Clock { get; } = new();

    /// <summary>The backend, connected anew by <see cref="Reconnect"/>.</summary>
    public IRunBackend Backend { get; protected set; } = null!;

    public string Folder { get; } = Directory.CreateTempSubdirectory("swarm-backend-").FullName;

    /// <summary>The pinned workflow.</summary>
    public abstract string WorkflowRef { get; }

    /// <summary>What the codes of this service begin with.</summary>
    public abstract string Codes { get; }

    /// <summary>How the path of the call that starts a run ends.</summary>
    public abstract string DispatchPath { get; }

    /// <summary>The path of the call that looks at a run.</summary>
    public abstract string PathOf(ServerRun run);

    public abstract IReadOnlyCollection<ServerRun> Runs { get; }

    public int Dispatches => Server.Count("POST", DispatchPath);

    public static async Task<BackendScene> StartAsync(string service)
    {
        BackendScene scene = service switch
        {
            "github" => await GitHubScene.StartAsync(),
            _ => throw new ArgumentOutOfRangeException(nameof(service)),
        };
        scene.Reconnect();
        return scene;
    }

    /// <summary>Goes on as another process would.</summary>
    public void Reconnect()
    {
        Backend?.Dispose();
        Backend = Connect();
    }

    /// <summary>Makes a run that nobody dispatched.</summary>
    public abstract ServerRun AddRun(string requestId);

    public abstract void AddArtifact(ServerRun run, string name, params (string Name, string Content)[] files);

    public abstract void AddJob(ServerRun run, string name, string conclusion, string? log);

    /// <summary>Commits something else to the branch.</summary>
    public abstract void MoveBranch();

    public async Task<BackendRun> DispatchAsync(string requestId = RequestId) => await DispatchAsync(await ResolveAsync(), requestId);

    public Task<BackendRun> DispatchAsync(BackendTarget target, string requestId = RequestId) =>
        Backend.DispatchAsync(target, requestId, new Dictionary<string, string> { ["request_id"] = requestId, ["request"] = "sealed", ["bundle"] = "" }, Cancel);

    public Task<BackendTarget> ResolveAsync(string? dispatchRef = null) => Backend.ResolveAsync(WorkflowRef, dispatchRef, Cancel);

    public async Task<SwarmException> RefusesAsync(string code, Func<Task> action)
    {
        var exception = await Assert.ThrowsAsync<SwarmException>(action);
        Assert.Equal(code.StartsWith('_') ? Codes + code : code, exception.Code);
        return exception;
    }

    public string PathTo(string name) => Path.Combine(Folder, name);

    public async ValueTask DisposeAsync()
    {
        Backend?.Dispose();
        await Server.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
        Assert.Empty(Server.Violations);
    }

    protected abstract IRunBackend Connect();
}

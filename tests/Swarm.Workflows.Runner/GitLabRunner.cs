using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Text;
using Swarm.Backends.Tests.Server;
using Swarm.Core.Randomness;
using Swarm.Cryptography.Age;
using Swarm.Engine.Workflows;
using Swarm.Workflows.Runner.Pipelines;

namespace Swarm.Workflows.Runner;

/// <summary>
/// A service on loopback that executes the pipelines that are started, as GitLab would: a project with the shipped file, a
/// protected variable of its environment, and runners that take the script's lines from the YAML.
/// </summary>
public sealed class GitLabRunner : IAsyncDisposable
{
    private const string Branch = "main";

    private readonly AgeIdentity _identity = AgeIdentity.Create(RandomSource.System);
    private readonly ConcurrentDictionary<long, Task> _runs = [];
    private readonly CancellationTokenSource _end = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("swarm-gitlab-");

    private GitLabRunner(GitLabServer server)
    {
        Server = server;
        Project = server.AddProject("octo/team", "lab");
        Project.DefaultBranch = Branch;
        Project.Environments[WorkflowTemplate.EnvironmentName] = new ServerEnvironment(WorkflowTemplate.EnvironmentName) { Secrets = { WorkflowTemplate.SecretName } };
        Variables[WorkflowTemplate.SecretName] = _identity.ExportSecret();
        Commit = CommitPipeline(WorkflowTemplate.Read(WorkflowHost.GitLab));
        var dotnet = Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet");
        Command = [Path.GetFullPath(dotnet), "exec", Path.Combine(AppContext.BaseDirectory, "swarm.dll")];
        server.Dispatched = Begin;
    }

    /// <summary>The server.</summary>
    public GitLabServer Server { get; }

    /// <summary>The project.</summary>
    public ServerRepository Project { get; }

    /// <summary>The commit of the pipeline's file.</summary>
    public string Commit { get; private set; }

    /// <summary>The pipeline's file with its pin.</summary>
    public string WorkflowRef => $"{Project.FullName}/{WorkflowTemplate.PathOf(WorkflowHost.GitLab)}@{Commit}";

    /// <summary>The runner's age recipient.</summary>
    public string Recipient => _identity.Recipient.ToString();

    /// <summary>The project's variables for the environment, by name: protected and masked.</summary>
    public ConcurrentDictionary<string, string> Variables { get; } = new(StringComparer.Ordinal);

    /// <summary>What becomes of an artifact that a job gives out: its pipeline and its zip, and the zip that is kept, or null for none.</summary>
    public Func<ServerRun, byte[], byte[]?>? ChangeArtifact { get; set; }

    /// <summary>Told of the folder that a job begins in, as a machine that is used again may have it; null for an empty one.</summary>
    public Action<string>? BeforeJob { get; set; }

    internal IReadOnlyList<string> Command { get; }

    internal string Folder => _folder.FullName;

    /// <summary>Starts the service.</summary>
    public static async Task<GitLabRunner> StartAsync()
    {
        var server = GitLabServer.Create(TimeProvider.System, description: null);
        await server.StartAsync();
        return new GitLabRunner(server);
    }

    /// <summary>Commits a pipeline's file to the branch.</summary>
    /// <returns>The commit.</returns>
    public string CommitPipeline(string text)
    {
        Server.Change(() => Commit = Project.Commit(WorkflowTemplate.PathOf(WorkflowHost.GitLab), text, Branch));
        return Commit;
    }

    /// <summary>Waits until everything that was started has ended. A pipeline that met something unknown in its file throws it.</summary>
    public Task WaitAsync() => Task.WhenAll(_runs.Values);

    /// <summary>What the jobs of a pipeline have logged.</summary>
    public static string LogOf(ServerRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return string.Concat(run.Jobs.Select(job => Encoding.UTF8.GetString(job.Log ?? [])));
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await Task.WhenAll(_runs.Values).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        await Server.DisposeAsync();
        _identity.Dispose();
        _end.Dispose();
        _folder.Delete(recursive: true);
    }

    private void Begin(ServerRun run)
    {
        // The runner heeds a cancellation, not the next look at the pipeline.
        run.HeedsCancel = false;
        var text = Encoding.UTF8.GetString(Project.Files[(run.HeadSha, WorkflowTemplate.PathOf(WorkflowHost.GitLab))]);
        _runs[run.Id] = Task.Run(() => ExecuteAsync(run, text));
    }

    private async Task ExecuteAsync(ServerRun run, string text)
    {
        try
        {
            await new PipelineExecution(this, run, PipelineFile.Parse(text)).ExecuteAsync(_end.Token);
        }
        catch (Exception)
        {
            Server.Change(() => ServerRun.Complete("failure")(run));
            throw;
        }
    }
}

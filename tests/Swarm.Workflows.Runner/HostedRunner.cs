using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Text;
using Swarm.Backends.Tests.Server;
using Swarm.Core.Randomness;
using Swarm.Cryptography.Age;
using Swarm.Engine.Workflows;
using Swarm.Workflows.Runner.Expressions;
using Swarm.Workflows.Runner.Files;
using Swarm.Workflows.Runner.Jobs;

namespace Swarm.Workflows.Runner;

/// <summary>
/// A service on loopback that executes what is dispatched, as GitHub would: a repository with the shipped workflow, an
/// environment with its secret, runners that take the workflow's steps from its YAML, and an authority that attests.
/// </summary>
public sealed class HostedRunner : IAsyncDisposable
{
    private const string FileName = "swarm-run.yml";

    private readonly HostedRunnerOptions _options;
    private readonly AgeIdentity _identity = AgeIdentity.Create(RandomSource.System);
    private readonly ConcurrentDictionary<long, Task> _runs = [];
    private readonly ConcurrentDictionary<long, string> _logs = [];
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _groups = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _end = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("swarm-hosted-");

    private HostedRunner(HostedRunnerOptions options, GitHubServer server)
    {
        (_options, Server) = (options, server);
        Repository = server.AddRepository(options.Owner, options.Name);
        Repository.DefaultBranch = options.Branch;
        Repository.Environments[WorkflowTemplate.EnvironmentName] = new ServerEnvironment(WorkflowTemplate.EnvironmentName) { Secrets = { WorkflowTemplate.SecretName } };
        Secrets[WorkflowTemplate.SecretName] = _identity.ExportSecret();
        Commit = CommitWorkflow(options.Workflow ?? WorkflowTemplate.Read(WorkflowHost.GitHub));
        TrustedRootFile = Path.Combine(_folder.FullName, "trusted_root.json");
        File.WriteAllText(TrustedRootFile, Attestor.TrustedRoot);
        Command = options.Command ?? [DotNet, "exec", Path.Combine(AppContext.BaseDirectory, "swarm.dll")];
        server.Dispatched = Begin;
    }

    /// <summary>The server.</summary>
    public GitHubServer Server { get; }

    /// <summary>The repository.</summary>
    public ServerRepository Repository { get; }

    /// <summary>The commit of the workflow.</summary>
    public string Commit { get; private set; }

    /// <summary>What to dispatch: the workflow with its pin.</summary>
    public string WorkflowRef => $"{Repository.FullName}/{WorkflowTemplate.PathOf(WorkflowHost.GitHub)}@{Commit}";

    /// <summary>The runner's age recipient.</summary>
    public string Recipient => _identity.Recipient.ToString();

    /// <summary>The trusted root of the authority that attests.</summary>
    public string TrustedRootFile { get; }

    /// <summary>The environment's secrets by name. A job of another branch gets none.</summary>
    public ConcurrentDictionary<string, string> Secrets { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Told of each run that is dispatched, in the midst of the request; null for nobody.</summary>
    public Action<ServerRun>? Dispatched { get; set; }

    /// <summary>Awaited before a run begins, which stays queued until then; null for nothing.</summary>
    public Func<ServerRun, Task>? BeforeRun { get; set; }

    /// <summary>What becomes of an artifact that a job gives out: its run, its name and its zip, and the zip that is kept, or null for none.</summary>
    public Func<ServerRun, string, byte[], byte[]?>? ChangeArtifact { get; set; }

    /// <summary>Whether jobs that attest fail, as they do where the authority is out of reach.</summary>
    public bool RefusesAttestation { get; set; }

    internal Attestor Attestor { get; } = new();

    internal IReadOnlyList<string> Command { get; }

    internal HostedRunnerOptions Options => _options;

    internal string Folder => _folder.FullName;

    private static string DotNet { get; } = Path.GetFullPath(
        Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));

    /// <summary>Starts the service.</summary>
    public static async Task<HostedRunner> StartAsync(HostedRunnerOptions? options = null)
    {
        var asked = options ?? new HostedRunnerOptions();
        var server = GitHubServer.Create(asked.Clock, asked.Description);
        await server.StartAsync();
        return new HostedRunner(asked, server);
    }

    /// <summary>Commits a workflow to the branch.</summary>
    /// <returns>The commit.</returns>
    public string CommitWorkflow(string text)
    {
        var file = WorkflowFile.Parse(text);
        Server.Locked(() =>
        {
            Commit = Repository.CommitWorkflow(FileName, text, _options.Branch);
            var workflow = Repository.Workflows[FileName];
            workflow.Inputs = [.. file.Triggers["workflow_dispatch"].Select(input => input.Name)];
            workflow.RunName = inputs => Expression.Expand(file.RunName, RunExecution.InputsOf(file, inputs));
        });
        return Commit;
    }

    /// <summary>Waits until everything that was dispatched has ended. A run that met something unknown in the workflow throws it.</summary>
    public Task WaitAsync() => Task.WhenAll(_runs.Values);

    /// <summary>What the jobs of a run have logged so far.</summary>
    public string LogOf(ServerRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return _logs.GetValueOrDefault(run.Id, string.Empty);
    }

    /// <summary>What the run's steps wrote for its page.</summary>
    public ConcurrentDictionary<long, string> Summaries { get; } = [];

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await Task.WhenAll(_runs.Values).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        await Server.DisposeAsync();
        _identity.Dispose();
        _end.Dispose();
        _folder.Delete(recursive: true);
    }

    internal void KeepLog(ServerRun run, string text) => _logs.AddOrUpdate(run.Id, text, (_, before) => before + text);

    private void Begin(ServerRun run)
    {
        // The runner heeds a cancellation, not the next look at the run.
        run.HeedsCancel = false;
        Dispatched?.Invoke(run);
        _runs[run.Id] = Task.Run(() => ExecuteAsync(run));
    }

    private async Task ExecuteAsync(ServerRun run)
    {
        var text = Encoding.UTF8.GetString(Repository.Files[(run.HeadSha, run.Workflow.Path)]);
        try
        {
            if (BeforeRun is { } before)
            {
                await before(run);
            }

            using var execution = new RunExecution(this, run, WorkflowFile.Parse(text), _end.Token);
            var group = _groups.GetOrAdd(execution.ConcurrencyGroup, _ => new SemaphoreSlim(1));
            await group.WaitAsync(_end.Token);
            try
            {
                await execution.ExecuteAsync();
            }
            finally
            {
                group.Release();
            }
        }
        catch (Exception exception)
        {
            KeepLog(run, $"##[error]{exception.Message}\n");
            Server.Locked(() => ServerRun.Complete("failure")(run));
            throw;
        }
    }
}

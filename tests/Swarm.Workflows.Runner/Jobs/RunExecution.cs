using System.Globalization;
using System.Text;
using Swarm.Backends.Tests.Server;
using Swarm.Engine.Workflows;
using Swarm.Workflows.Runner.Actions;
using Swarm.Workflows.Runner.Expressions;
using Swarm.Workflows.Runner.Files;

namespace Swarm.Workflows.Runner.Jobs;

/// <summary>One run: its jobs in order, and what the server shows of them.</summary>
internal sealed class RunExecution : IDisposable
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    private readonly HostedRunner _host;
    private readonly ServerRun _run;
    private readonly Names _names;
    private readonly CancellationTokenSource _cancel;
    private readonly CancellationTokenSource _kill;
    private readonly Dictionary<string, JobOutcome> _outcomes = new(StringComparer.Ordinal);

    public RunExecution(HostedRunner host, ServerRun run, WorkflowFile file, CancellationToken end)
    {
        (_host, _run, File) = (host, run, file);
        _kill = CancellationTokenSource.CreateLinkedTokenSource(end);
        _cancel = CancellationTokenSource.CreateLinkedTokenSource(end);
        _names = InputsOf(file, run.Inputs);
        foreach (var (name, value) in GitHubNames())
        {
            _names[$"github.{name}"] = value;
        }

        ConcurrencyGroup = Expression.Expand(file.ConcurrencyGroup, _names);
    }

    public WorkflowFile File { get; }

    public string ConcurrencyGroup { get; }

    public TimeProvider Clock => _host.Server.Clock;

    public IReadOnlyCollection<string> Secrets => [.. _host.Secrets.Values, _host.Server.Token];

    public IReadOnlyList<string> Command => _host.Command;

    public CancellationToken Cancel => _cancel.Token;

    public CancellationToken Kill => _kill.Token;

    /// <summary>The names of the inputs that a dispatch gives, and of those that it leaves out.</summary>
    public static Names InputsOf(WorkflowFile file, IReadOnlyDictionary<string, string> given)
    {
        var names = new Names();
        foreach (var input in file.Triggers["workflow_dispatch"])
        {
            names[$"inputs.{input.Name}"] = given.TryGetValue(input.Name, out var value) ? value
                : input.IsRequired ? throw new WorkflowFileException($"The required input '{input.Name}' is not given.")
                : input.Default ?? string.Empty;
        }

        return names;
    }

    public async Task ExecuteAsync()
    {
        _host.Server.Change(() =>
        {
            _run.Status = "in_progress";
            _run.Jobs.AddRange(File.Jobs.Select((job, index) => new ServerJob((_run.Id * 100) + index, job.Id, "queued", null)));
        });
        using var watching = new CancellationTokenSource();
        var watch = WatchAsync(watching.Token);
        try
        {
            foreach (var job in File.Jobs)
            {
                _outcomes[job.Id] = await ExecuteAsync(job);
                Show(job, "completed", _outcomes[job.Id].Result);
            }
        }
        finally
        {
            await watching.CancelAsync();
            await watch;
        }

        var conclusion = Cancel.IsCancellationRequested ? JobOutcome.Cancelled
            : _outcomes.Values.Any(outcome => outcome.Result == JobOutcome.Failure) ? JobOutcome.Failure
            : JobOutcome.Success;
        _host.Server.Change(() => ServerRun.Complete(conclusion)(_run));
    }

    public void Dispose()
    {
        _cancel.Dispose();
        _kill.Dispose();
    }

    public string Give(string name, byte[] archive)
    {
        var kept = _host.ChangeArtifact is { } change ? change(_run, name, archive) : archive;
        var id = 0L;
        _host.Server.Change(() =>
        {
            if (_run.Artifacts.Any(artifact => artifact.Name == name))
            {
                throw new ActionFailedException($"Failed to CreateArtifact: an artifact with the name {name} already exists on the workflow run");
            }

            id = kept is null ? 0 : _host.Server.AddArtifact(_run, name, kept).Id;
        });
        return id.ToString(CultureInfo.InvariantCulture);
    }

    public byte[]? Take(string name)
    {
        byte[]? archive = null;
        _host.Server.Change(() => archive = _run.Artifacts.Find(artifact => artifact.Name == name)?.Archive);
        return archive;
    }

    public byte[] Attest(string name, byte[] artifact) => _host.RefusesAttestation
        ? throw new ActionFailedException("Failed to persist attestation: Service Unavailable")
        : _host.Attestor.Attest(_host.Repository, _run, name, artifact);

    /// <summary>The variables of a job's machine.</summary>
    public Dictionary<string, string> MakeVariables(WorkflowJob job)
    {
        var variables = new Dictionary<string, string>(_host.Options.Variables, StringComparer.Ordinal)
        {
            ["CI"] = "true",
            ["GITHUB_ACTIONS"] = "true",
            ["GITHUB_JOB"] = job.Id,
            ["LANG"] = "C.UTF-8",
            ["PATH"] = Environment.GetEnvironmentVariable("PATH") ?? "/usr/bin:/bin",
            ["RUNNER_ENVIRONMENT"] = "github-hosted",
            ["RUNNER_OS"] = "Linux",
        };
        foreach (var (name, value) in GitHubNames().Where(pair => pair.Name != "token"))
        {
            variables[$"GITHUB_{name.ToUpperInvariant()}"] = value;
        }

        return variables;
    }

    private IEnumerable<(string Name, string Value)> GitHubNames() =>
    [
        ("actor", "operator"),
        ("api_url", $"{_host.Server.Host}/api/v3"),
        ("event_name", _run.Event),
        ("ref", _run.Reference),
        ("ref_name", _run.Reference.Split('/', 3)[^1]),
        ("repository", _host.Repository.FullName),
        ("run_attempt", _run.Attempt.ToString(CultureInfo.InvariantCulture)),
        ("run_id", _run.Id.ToString(CultureInfo.InvariantCulture)),
        ("server_url", _host.Server.Host),
        ("sha", _run.HeadSha),
        ("token", _host.Server.Token),
        ("workflow", File.Name),
        ("workflow_ref", WorkflowRef),
        ("workflow_sha", _run.HeadSha),
    ];

    private string WorkflowRef => $"{_host.Repository.FullName}/{_run.Workflow.Path}@{_run.Reference}";

    private async Task<JobOutcome> ExecuteAsync(WorkflowJob job)
    {
        var names = new Names(_names);
        if (job.Needs is { } needed)
        {
            names[$"needs.{needed}.result"] = _outcomes[needed].Result;
            names.Open($"needs.{needed}.outputs");
            foreach (var (name, value) in _outcomes[needed].Outputs)
            {
                names[$"needs.{needed}.outputs.{name}"] = value;
            }
        }

        names.WithStatus(job.Needs is not null && _outcomes[job.Needs].Result is not JobOutcome.Success, Cancel.IsCancellationRequested);
        if (Cancel.IsCancellationRequested || !Expression.Holds(job.If, names))
        {
            return JobOutcome.Without(Cancel.IsCancellationRequested ? JobOutcome.Cancelled : JobOutcome.Skipped);
        }

        if (job.Environment is not null && !AddSecrets(job.Environment, names))
        {
            return JobOutcome.Without(JobOutcome.Failure);
        }

        (names["job.workflow_ref"], names["job.workflow_sha"]) = (WorkflowRef, _run.HeadSha);
        Show(job, "in_progress", null);
        var folder = Directory.CreateDirectory(Path.Combine(_host.Folder, $"{_run.Id}-{job.Id}")).FullName;
        var execution = new JobExecution(this, job, names, folder);
        try
        {
            return await execution.ExecuteAsync();
        }
        finally
        {
            var text = execution.Log.ToString();
            Change(job, shown => shown with { Log = Encoding.UTF8.GetBytes(text) });
            _host.KeepLog(_run, text);
            _host.Summaries.AddOrUpdate(_run.Id, execution.Summary, (_, before) => before + execution.Summary);
        }
    }

    private bool AddSecrets(string environment, Names names)
    {
        if (environment != WorkflowTemplate.EnvironmentName)
        {
            throw new WorkflowFileException($"There is no environment '{environment}'.");
        }

        if (_run.Reference != $"refs/heads/{_host.Options.Branch}")
        {
            _host.KeepLog(_run, $"##[error]{_run.Reference} is not allowed to deploy to {environment} due to environment protection rules.\n");
            return false;
        }

        foreach (var (name, value) in _host.Secrets)
        {
            names[$"secrets.{name}"] = value;
        }

        return true;
    }

    private void Show(WorkflowJob job, string status, string? conclusion) =>
        Change(job, shown => shown with { Status = status, Conclusion = conclusion });

    private void Change(WorkflowJob job, Func<ServerJob, ServerJob> change) => _host.Server.Change(() =>
    {
        var index = _run.Jobs.FindIndex(shown => shown.Name == job.Id);
        _run.Jobs[index] = change(_run.Jobs[index]);
    });

    private async Task WatchAsync(CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            if (_run.ForcedCancels > 0)
            {
                await _kill.CancelAsync();
            }

            if (_run.Cancels + _run.ForcedCancels > 0)
            {
                await _cancel.CancelAsync();
            }

            await Task.Delay(Look, end).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }
}

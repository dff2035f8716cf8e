using Swarm.Workflows.Runner.Actions;
using Swarm.Workflows.Runner.Expressions;
using Swarm.Workflows.Runner.Files;

namespace Swarm.Workflows.Runner.Jobs;

/// <summary>One job on a machine of its own: a new work folder and home, and its steps in order.</summary>
internal sealed class JobExecution
{
    private readonly RunExecution _run;
    private readonly WorkflowJob _job;
    private readonly Names _names;
    private readonly Dictionary<string, string> _variables;
    private bool _hasFailed;

    public JobExecution(RunExecution run, WorkflowJob job, Names names, string folder)
    {
        (_run, _job, _names) = (run, job, names);
        (Workspace, Temporary) = (Path.Combine(folder, "work"), Path.Combine(folder, "temp"));
        var home = Path.Combine(folder, "home");
        foreach (var path in (string[])[Workspace, Temporary, home])
        {
            Directory.CreateDirectory(path);
        }

        _variables = new Dictionary<string, string>(run.MakeVariables(job), StringComparer.Ordinal)
        {
            ["HOME"] = home,
            ["RUNNER_TEMP"] = Temporary,
            ["GITHUB_WORKSPACE"] = Workspace,
        };
        foreach (var (name, value) in run.File.Environment)
        {
            _variables[name] = Expression.Expand(value, names);
        }

        names["runner.temp"] = Temporary;
        Log = new JobLog(run.Clock, run.Secrets);
    }

    public string Workspace { get; }

    public string Temporary { get; }

    public JobLog Log { get; }

    public RunExecution Run => _run;

    public WorkflowJob Job => _job;

    /// <summary>What the steps wrote for the job's page.</summary>
    public string Summary { get; private set; } = string.Empty;

    public async Task<JobOutcome> ExecuteAsync()
    {
        foreach (var step in _job.Steps)
        {
            _names.WithStatus(_hasFailed, _run.Cancel.IsCancellationRequested);
            if (!Expression.Holds(step.If, _names))
            {
                Log.Write($"(skipped) {step.Name}");
                Note(step, []);
                continue;
            }

            Log.Write($"##[group]{step.Name}");
            var isGood = await ExecuteAsync(step);
            Log.Write("##[endgroup]");
            _hasFailed |= !isGood;
        }

        _names.WithStatus(_hasFailed, _run.Cancel.IsCancellationRequested);
        var outputs = _job.Outputs.ToDictionary(pair => pair.Key, pair => Expression.Expand(pair.Value, _names), StringComparer.Ordinal);
        return new JobOutcome(_run.Cancel.IsCancellationRequested ? JobOutcome.Cancelled : _hasFailed ? JobOutcome.Failure : JobOutcome.Success, outputs);
    }

    private async Task<bool> ExecuteAsync(WorkflowStep step)
    {
        if (step.Uses is { } uses)
        {
            try
            {
                var with = step.With.ToDictionary(pair => pair.Key, pair => Expression.Expand(pair.Value, _names), StringComparer.Ordinal);
                Note(step, RunnerActions.Execute(uses, new ActionInputs(uses, with), this));
                return true;
            }
            catch (ActionFailedException exception)
            {
                Log.Write($"##[error]{exception.Message}");
                Note(step, []);
                return false;
            }
        }

        var files = new StepFiles(Temporary);
        var variables = MakeVariables(step, files);
        var script = InstallStep.Replace(step, variables, _run.Command);
        var file = Path.Combine(Temporary, $"{Guid.NewGuid():N}.sh");
        using var time = new CancellationTokenSource(_job.Timeout);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(_run.Kill, time.Token);
        var exitCode = await BashScript.RunAsync(script, file, Workspace, variables, Log, _run.Cancel, end.Token);
        if (exitCode != 0)
        {
            Log.Write($"##[error]Process completed with exit code {exitCode}.");
        }

        foreach (var path in files.Paths)
        {
            _variables["PATH"] = path + Path.PathSeparator + _variables["PATH"];
        }

        foreach (var (name, value) in files.Variables)
        {
            _variables[name] = value;
        }

        Summary += files.Summary;
        Note(step, files.Outputs);
        return exitCode == 0;
    }

    private Dictionary<string, string> MakeVariables(WorkflowStep step, StepFiles files)
    {
        var variables = new Dictionary<string, string>(_variables, StringComparer.Ordinal)
        {
            ["GITHUB_OUTPUT"] = files["output"],
            ["GITHUB_ENV"] = files["env"],
            ["GITHUB_PATH"] = files["path"],
            ["GITHUB_STEP_SUMMARY"] = files["summary"],
        };
        foreach (var (name, value) in step.Environment)
        {
            variables[name] = Expression.Expand(value, _names);
        }

        return variables;
    }

    private void Note(WorkflowStep step, IEnumerable<(string Name, string Value)> outputs)
    {
        if (step.Id is null)
        {
            return;
        }

        _names.Open($"steps.{step.Id}.outputs");
        foreach (var (name, value) in outputs)
        {
            _names[$"steps.{step.Id}.outputs.{name}"] = value;
        }
    }
}

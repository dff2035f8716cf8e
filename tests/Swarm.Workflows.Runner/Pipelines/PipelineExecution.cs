using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Swarm.Backends.Tests.Server;
using Swarm.Engine.Sessions;
using Swarm.Engine.Workflows;
using Swarm.Workflows.Runner.Actions;
using Swarm.Workflows.Runner.Jobs;

namespace Swarm.Workflows.Runner.Pipelines;

/// <summary>One pipeline: its job on a machine of its own, and what the server shows of it.</summary>
internal sealed partial class PipelineExecution(GitLabRunner host, ServerRun run, PipelineFile file)
{
    private const string Install = "(unset SWARM_SEALING_KEY; dotnet tool install Swarm.Cli --tool-path \"$CI_PROJECT_DIR.tool\" --version \"$SWARM_VERSION\")";

    private readonly PipelineJob _job = file.Job;

    public async Task ExecuteAsync(CancellationToken end)
    {
        var job = new ServerJob(host.Server.TakeId(), _job.Name, "in_progress", null);
        var folder = Directory.CreateDirectory(Path.Combine(host.Folder, $"{run.Id}")).FullName;
        var variables = MakeVariables(job, folder);
        if (!file.Admits(variables))
        {
            throw new WorkflowFileException("Pipeline filtered out by workflow rules.");
        }

        host.Server.Change(() =>
        {
            run.Title = Expand(file.Name, variables);
            run.Status = job.Status;
            run.Jobs.Add(job);
        });
        host.BeforeJob?.Invoke(variables["CI_PROJECT_DIR"]);
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(end);
        using var watching = CancellationTokenSource.CreateLinkedTokenSource(end);
        var watch = WatchAsync(cancel, watching.Token);
        var log = new JobLog(host.Server.Clock, [.. host.Variables.Values, host.Server.JobToken]);
        var exitCode = await BashScript.RunAsync(Script(variables), Path.Combine(folder, "script.sh"), variables["CI_PROJECT_DIR"], variables, log, CancellationToken.None, cancel.Token);
        await watching.CancelAsync();
        await watch;
        var conclusion = cancel.IsCancellationRequested ? JobOutcome.Cancelled : exitCode == 0 ? JobOutcome.Success : JobOutcome.Failure;
        log.Write(conclusion == JobOutcome.Success ? "Job succeeded" : $"ERROR: Job failed: exit code {exitCode.ToString(CultureInfo.InvariantCulture)}");
        var archive = conclusion == JobOutcome.Cancelled ? null : MakeArtifact(variables["CI_PROJECT_DIR"], conclusion);
        archive = archive is not null && host.ChangeArtifact is { } change ? change(run, archive) : archive;
        host.Server.Change(() =>
        {
            run.Jobs[^1] = job with { Status = "completed", Conclusion = conclusion, Log = Encoding.UTF8.GetBytes(log.ToString()) };
            if (archive is not null)
            {
                host.Server.AddArtifact(run, Expand(_job.Artifacts.Name, variables), archive, job);
            }

            ServerRun.Complete(conclusion)(run);
        });
    }

    // A variable of a pipeline comes before one of its file, and the project's own are for protected branches.
    private Dictionary<string, string> MakeVariables(ServerJob job, string folder)
    {
        var (home, project) = (Path.Combine(folder, "home"), Path.Combine(folder, "builds", host.Project.FullName));
        Directory.CreateDirectory(home);
        Directory.CreateDirectory(project);
        var variables = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["CI"] = "true",
            ["CI_COMMIT_REF_NAME"] = run.Reference.Split('/', 3)[^1],
            ["CI_COMMIT_SHA"] = run.HeadSha,
            ["CI_CONFIG_PATH"] = WorkflowTemplate.PathOf(WorkflowHost.GitLab),
            ["CI_JOB_ID"] = job.Id.ToString(CultureInfo.InvariantCulture),
            ["CI_JOB_NAME"] = job.Name,
            ["CI_JOB_TOKEN"] = host.Server.JobToken,
            ["CI_PIPELINE_ID"] = run.Id.ToString(CultureInfo.InvariantCulture),
            ["CI_PIPELINE_SOURCE"] = run.Event,
            ["CI_PROJECT_DIR"] = project,
            ["CI_PROJECT_PATH"] = host.Project.FullName,
            ["CI_SERVER_URL"] = host.Server.Host,
            ["GITLAB_CI"] = "true",
            ["HOME"] = home,
            ["LANG"] = "C.UTF-8",
            ["PATH"] = Environment.GetEnvironmentVariable("PATH") ?? "/usr/bin:/bin",
        };
        foreach (var (name, value) in _job.Variables)
        {
            variables[name] = Expand(value, variables);
        }

        if (host.Server.ProtectsBranches && _job.Environment == WorkflowTemplate.EnvironmentName)
        {
            foreach (var (name, value) in host.Variables)
            {
                variables[name] = value;
            }
        }

        foreach (var (name, value) in run.Inputs)
        {
            variables[name] = value;
        }

        return variables;
    }

    // As GitLab's runner has it: all lines are one text, which a shell behind a pipe evaluates.
    private string Script(Dictionary<string, string> variables)
    {
        var lines = new StringBuilder();
        foreach (var line in _job.Script)
        {
            lines.Append(CultureInfo.InvariantCulture, $"echo {Quote($"$ {line}")}\n{Replace(line, variables)}\n");
        }

        return $"set -eo pipefail\nset +o noclobber\n: | eval {Quote(lines.ToString())}\nexit 0\n";
    }

    // The one line that is replaced: the package that it installs is what is being tested. It has to be exactly this one.
    private string Replace(string line, Dictionary<string, string> variables)
    {
        if (!line.Contains("dotnet tool", StringComparison.Ordinal))
        {
            return line;
        }

        if (line != Install || variables["SWARM_VERSION"] != SessionOptions.Version)
        {
            throw new WorkflowFileException("The job installs Swarm in another way than this runner knows.");
        }

        var command = string.Join(' ', host.Command.Select(Quote));
        return $"mkdir \"$CI_PROJECT_DIR.tool\"; printf '#!/bin/sh\\nexec %s \"$@\"\\n' {Quote(command)} > \"$CI_PROJECT_DIR.tool/swarm\"; chmod +x \"$CI_PROJECT_DIR.tool/swarm\"";
    }

    private byte[]? MakeArtifact(string project, string conclusion)
    {
        var artifacts = _job.Artifacts;
        if (artifacts.When != "always" && (artifacts.When == "on_success") != (conclusion == JobOutcome.Success))
        {
            return null;
        }

        var files = artifacts.Paths
            .Select(path => Path.Combine(project, path))
            .Where(Directory.Exists)
            .SelectMany(path => Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories))
            .ToArray();
        return files.Length == 0 ? null : ArtifactZip.Make(project, files);
    }

    private async Task WatchAsync(CancellationTokenSource cancel, CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            if (run.Cancels + run.ForcedCancels > 0)
            {
                await cancel.CancelAsync();
            }

            await Task.Delay(20, end).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }

    private static string Quote(string text) => $"'{text.Replace("'", @"'\''", StringComparison.Ordinal)}'";

    private static string Expand(string text, Dictionary<string, string> variables) =>
        VariablePattern().Replace(text, match => variables.GetValueOrDefault(match.Groups["name"].Value, string.Empty));

    [GeneratedRegex(@"\$(?<name>[A-Za-z_][A-Za-z0-9_]*)", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex VariablePattern();
}

using System.Globalization;
using YamlDotNet.RepresentationModel;

namespace Swarm.Workflows.Runner.Files;

/// <summary>A workflow's file. What this runner does not know is refused, so that nothing of a file is passed over.</summary>
public sealed record WorkflowFile(
    string Name,
    string RunName,
    IReadOnlyDictionary<string, IReadOnlyList<WorkflowInput>> Triggers,
    IReadOnlyDictionary<string, string> Permissions,
    string ConcurrencyGroup,
    bool CancelsInProgress,
    IReadOnlyDictionary<string, string> Environment,
    IReadOnlyList<WorkflowJob> Jobs)
{
    private const string Shell = "bash";

    /// <summary>Reads a file.</summary>
    /// <exception cref="WorkflowFileException">It has something that is not known.</exception>
    public static WorkflowFile Parse(string text)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        var root = new YamlReader(stream.Documents.Single().RootNode, "workflow");
        var concurrency = root.Map("concurrency") ?? throw new WorkflowFileException("The workflow names no concurrency.");
        var defaults = root.Map("defaults") ?? throw new WorkflowFileException("The workflow names no shell.");
        var run = defaults.Map("run")!;
        if (run.Require("shell") != Shell)
        {
            throw new WorkflowFileException($"This runner knows only {Shell}.");
        }

        run.End();
        defaults.End();
        var jobs = root.Map("jobs")!;
        var file = new WorkflowFile(
            root.Require("name"),
            root.Require("run-name"),
            ReadTriggers(root.Map("on")!),
            root.Texts("permissions"),
            concurrency.Require("group"),
            concurrency.Require("cancel-in-progress") == "true",
            root.Texts("env"),
            [.. jobs.Keys.ToArray().Select(id => ReadJob(id, jobs.Map(id)!))]);
        concurrency.End();
        root.End();
        return file;
    }

    private static Dictionary<string, IReadOnlyList<WorkflowInput>> ReadTriggers(YamlReader triggers) =>
        triggers.Keys.ToArray().ToDictionary(name => name, name => ReadInputs(triggers.Map(name)!), StringComparer.Ordinal);

    private static IReadOnlyList<WorkflowInput> ReadInputs(YamlReader trigger)
    {
        var inputs = trigger.Map("inputs")!;
        trigger.End();
        return
        [
            .. inputs.Keys.ToArray().Select(name =>
            {
                var input = inputs.Map(name)!;
                _ = input.Require("description");
                var read = new WorkflowInput(name, input.Require("type"), input.Text("required") == "true", input.Text("default"));
                input.End();
                return read;
            }),
        ];
    }

    private static WorkflowJob ReadJob(string id, YamlReader job)
    {
        var read = new WorkflowJob(
            id,
            job.Text("needs"),
            job.Text("if"),
            job.Require("runs-on"),
            TimeSpan.FromMinutes(int.Parse(job.Require("timeout-minutes"), CultureInfo.InvariantCulture)),
            job.Text("environment"),
            job.Texts("permissions"),
            job.Texts("outputs"),
            [.. job.Items("steps").Select(ReadStep)]);
        job.End();
        return read;
    }

    private static WorkflowStep ReadStep(YamlReader step)
    {
        var read = new WorkflowStep(
            step.Require("name"), step.Text("id"), step.Text("if"), step.Text("run"), step.Text("uses"), step.Texts("with"), step.Texts("env"));
        step.End();
        return (read.Run is null) == (read.Uses is null) ? throw new WorkflowFileException($"The step '{read.Name}' is not one of a script and an action.") : read;
    }
}

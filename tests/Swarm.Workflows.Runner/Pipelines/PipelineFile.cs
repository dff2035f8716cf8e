using Swarm.Workflows.Runner.Files;
using YamlDotNet.RepresentationModel;

namespace Swarm.Workflows.Runner.Pipelines;

/// <summary>The file of a project's pipelines. What this runner does not know is refused, so that nothing of a file is passed over.</summary>
public sealed record PipelineFile(string Name, string Rule, PipelineJob Job)
{
    private const string JobName = "episode";

    /// <summary>Reads a file.</summary>
    /// <exception cref="WorkflowFileException">It has something that is not known.</exception>
    public static PipelineFile Parse(string text)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        var root = new YamlReader(stream.Documents.Single().RootNode, "pipeline");
        var workflow = root.Map("workflow") ?? throw new WorkflowFileException("The pipeline says nothing of when it is made.");
        var rule = workflow.Items("rules") is [var only] ? only : throw new WorkflowFileException("This runner knows one rule.");
        var file = new PipelineFile(workflow.Require("name"), rule.Require("if"), ReadJob(root.Map(JobName) ?? throw new WorkflowFileException($"There is no job '{JobName}'.")));
        rule.End();
        workflow.End();
        root.End();
        return file;
    }

    /// <summary>Whether the rule makes a pipeline: variables that are not empty, or that are a text, all of them.</summary>
    /// <exception cref="WorkflowFileException">The rule says something else.</exception>
    public bool Admits(IReadOnlyDictionary<string, string> variables) => Rule.Split("&&", StringSplitOptions.TrimEntries).All(term => term.Split(" == ") switch
    {
        [['$', .. var name]] => variables.GetValueOrDefault(name) is { Length: > 0 },
        [['$', .. var name], ['"', .. var text, '"']] => variables.GetValueOrDefault(name) == text,
        _ => throw new WorkflowFileException($"This runner does not know the rule '{term}'."),
    });

    private static PipelineJob ReadJob(YamlReader job)
    {
        var environment = job.Map("environment") ?? throw new WorkflowFileException("The job names no environment.");
        var artifacts = job.Map("artifacts") ?? throw new WorkflowFileException("The job gives out nothing.");
        if (environment.Require("action") != "access")
        {
            throw new WorkflowFileException("This runner deploys nothing.");
        }

        var read = new PipelineJob(
            JobName,
            job.Require("image"),
            environment.Require("name"),
            job.Require("resource_group"),
            job.Require("timeout"),
            job.Texts("variables"),
            job.TextItems("script"),
            new PipelineArtifacts(artifacts.Require("name"), artifacts.Require("when"), artifacts.Require("expire_in"), artifacts.TextItems("paths")));
        environment.End();
        artifacts.End();
        job.End();
        return read;
    }
}

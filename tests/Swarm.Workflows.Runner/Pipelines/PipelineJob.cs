namespace Swarm.Workflows.Runner.Pipelines;

/// <summary>A job of a pipeline.</summary>
public sealed record PipelineJob(
    string Name,
    string Image,
    string Environment,
    string ResourceGroup,
    string Timeout,
    IReadOnlyDictionary<string, string> Variables,
    IReadOnlyList<string> Script,
    PipelineArtifacts Artifacts);

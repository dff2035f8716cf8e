namespace Swarm.Workflows.Runner.Pipelines;

/// <summary>What a job gives out.</summary>
public sealed record PipelineArtifacts(string Name, string When, string ExpireIn, IReadOnlyList<string> Paths);

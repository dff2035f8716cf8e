namespace Swarm.Backends.GitLab.Answers;

/// <summary>What starts a pipeline.</summary>
internal sealed record PipelineRequest(string Ref, VariableAnswer[] Variables);

namespace Swarm.Backends.GitLab.Answers;

/// <summary>A variable of a pipeline.</summary>
internal sealed record VariableAnswer(string Key, string Value);

namespace Swarm.Backends.GitLab.Answers;

/// <summary>A commit.</summary>
internal sealed record CommitAnswer(string Id);

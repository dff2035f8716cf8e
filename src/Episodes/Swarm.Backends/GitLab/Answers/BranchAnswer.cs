namespace Swarm.Backends.GitLab.Answers;

/// <summary>A branch or a tag.</summary>
internal sealed record BranchAnswer(string Name, CommitAnswer Commit, bool? Protected = null);

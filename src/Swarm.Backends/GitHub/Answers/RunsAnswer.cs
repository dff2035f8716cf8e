namespace Swarm.Backends.GitHub.Answers;

/// <summary>A page of runs.</summary>
internal sealed record RunsAnswer(long TotalCount, GitHubRun[] WorkflowRuns);

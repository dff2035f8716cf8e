namespace Swarm.Backends.GitHub.Answers;

/// <summary>A page of jobs.</summary>
internal sealed record JobsAnswer(long TotalCount, GitHubJob[] Jobs);

namespace Swarm.Backends.GitHub.Answers;

/// <summary>A page of secrets.</summary>
internal sealed record SecretsAnswer(long TotalCount, GitHubSecret[] Secrets);

namespace Swarm.Backends.GitHub.Answers;

/// <summary>A page of artifacts.</summary>
internal sealed record ArtifactsAnswer(long TotalCount, GitHubArtifact[] Artifacts);

namespace Swarm.Backends.GitLab.Answers;

/// <summary>A server's version.</summary>
internal sealed record VersionAnswer(string Version);

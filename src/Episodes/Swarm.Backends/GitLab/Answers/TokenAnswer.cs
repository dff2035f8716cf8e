namespace Swarm.Backends.GitLab.Answers;

/// <summary>A token, without itself.</summary>
internal sealed record TokenAnswer(string[]? Scopes = null, string? ExpiresAt = null);

namespace Swarm.Backends.GitLab.Answers;

/// <summary>A user.</summary>
internal sealed record UserAnswer(string Username);

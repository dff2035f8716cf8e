namespace Swarm.Backends.GitHub.Answers;

/// <summary>GET user.</summary>
internal sealed record UserAnswer(string Login);

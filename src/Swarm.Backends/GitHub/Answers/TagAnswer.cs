namespace Swarm.Backends.GitHub.Answers;

/// <summary>GET git/tags.</summary>
internal sealed record TagAnswer(string Sha, ObjectAnswer Object);

namespace Swarm.Backends.GitHub.Answers;

/// <summary>GET git/ref.</summary>
internal sealed record ReferenceAnswer(string Ref, ObjectAnswer Object);

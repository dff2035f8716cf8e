namespace Swarm.Backends.GitHub.Answers;

/// <summary>What a reference or a tag points at.</summary>
internal sealed record ObjectAnswer(string Type, string Sha);

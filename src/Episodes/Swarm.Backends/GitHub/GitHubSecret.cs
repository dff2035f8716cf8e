namespace Swarm.Backends.GitHub;

/// <summary>A secret of an environment: that it is there, and never what it holds.</summary>
/// <param name="Name">Its name.</param>
/// <param name="UpdatedAt">When it was last set.</param>
public sealed record GitHubSecret(string Name, DateTimeOffset UpdatedAt);

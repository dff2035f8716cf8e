namespace Swarm.Backends.GitHub;

/// <summary>What a token may do in a repository.</summary>
/// <param name="Pull">Read.</param>
/// <param name="Push">Write, which dispatching needs.</param>
/// <param name="Admin">Everything, secrets and environments included.</param>
public sealed record GitHubRepositoryAccess(bool Pull = false, bool Push = false, bool Admin = false);

namespace Swarm.Backends.GitHub;

/// <summary>A repository, as GitHub shows it.</summary>
/// <param name="FullName">Its owner and name, as GitHub writes them.</param>
/// <param name="DefaultBranch">Its default branch.</param>
/// <param name="Private">Whether only some may see it.</param>
/// <param name="Archived">Whether it is read-only.</param>
/// <param name="Permissions">What the token may do in it; null where GitHub does not say.</param>
public sealed record GitHubRepositoryDetails(
    string FullName, string DefaultBranch, bool Private, bool Archived = false, GitHubRepositoryAccess? Permissions = null);

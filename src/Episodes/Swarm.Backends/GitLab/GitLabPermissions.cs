namespace Swarm.Backends.GitLab;

/// <summary>What the token's owner is in a project.</summary>
/// <param name="ProjectAccess">In the project itself; null for nothing.</param>
/// <param name="GroupAccess">In the project's group; null for nothing.</param>
public sealed record GitLabPermissions(GitLabAccess? ProjectAccess = null, GitLabAccess? GroupAccess = null)
{
    /// <summary>The higher of both; null where neither is told.</summary>
    public int? AccessLevel => ProjectAccess is null && GroupAccess is null ? null : Math.Max(ProjectAccess?.AccessLevel ?? 0, GroupAccess?.AccessLevel ?? 0);
}

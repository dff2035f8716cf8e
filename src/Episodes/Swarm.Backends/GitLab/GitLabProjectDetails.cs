namespace Swarm.Backends.GitLab;

/// <summary>A project, as GitLab shows it.</summary>
/// <param name="Id">The project's id.</param>
/// <param name="PathWithNamespace">Its path, spelled as the project has it.</param>
/// <param name="DefaultBranch">The default branch; null where there is no commit yet, or the token may not see it.</param>
/// <param name="CiConfigPath">The file of its pipelines; null or empty for <c>.gitlab-ci.yml</c>.</param>
/// <param name="Archived">Whether it is archived, and takes no pipelines.</param>
/// <param name="Visibility"><c>private</c>, <c>internal</c> or <c>public</c>.</param>
/// <param name="BuildsAccessLevel">Who may see pipelines: <c>disabled</c>, <c>private</c>, <c>enabled</c>.</param>
/// <param name="CiPipelineVariablesMinimumOverrideRole">Who may set variables of a pipeline: <c>no_one_allowed</c>, <c>developer</c>, <c>maintainer</c>, <c>owner</c>; null where it is not told.</param>
/// <param name="Permissions">What the token's owner is in it; null where it is not told.</param>
public sealed record GitLabProjectDetails(
    long Id,
    string PathWithNamespace,
    string? DefaultBranch = null,
    string? CiConfigPath = null,
    bool Archived = false,
    string? Visibility = null,
    string? BuildsAccessLevel = null,
    string? CiPipelineVariablesMinimumOverrideRole = null,
    GitLabPermissions? Permissions = null);

namespace Swarm.Backends.GitLab;

/// <summary>A role.</summary>
/// <param name="AccessLevel">30 for Developer, 40 for Maintainer, 50 for Owner.</param>
public sealed record GitLabAccess(int AccessLevel)
{
    /// <summary>The role Developer, the least that starts pipelines.</summary>
    public const int Developer = 30;

    /// <summary>The role Maintainer.</summary>
    public const int Maintainer = 40;

    /// <summary>The role Owner.</summary>
    public const int Owner = 50;
}

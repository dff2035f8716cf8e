namespace Swarm.Backends.GitHub;

/// <summary>A deployment environment.</summary>
/// <param name="Name">Its name.</param>
/// <param name="DeploymentBranchPolicy">Which branches may use it; null where all may.</param>
public sealed record GitHubEnvironment(string Name, GitHubBranchPolicy? DeploymentBranchPolicy = null)
{
    /// <summary>Whether only some branches may use it, as secrets in it need.</summary>
    public bool IsBranchRestricted => DeploymentBranchPolicy is { ProtectedBranches: true } or { CustomBranchPolicies: true };
}

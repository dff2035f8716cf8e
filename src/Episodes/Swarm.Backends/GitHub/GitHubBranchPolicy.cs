namespace Swarm.Backends.GitHub;

/// <summary>Which branches may use an environment.</summary>
/// <param name="ProtectedBranches">Those that are protected.</param>
/// <param name="CustomBranchPolicies">Those of a list.</param>
public sealed record GitHubBranchPolicy(bool ProtectedBranches, bool CustomBranchPolicies);

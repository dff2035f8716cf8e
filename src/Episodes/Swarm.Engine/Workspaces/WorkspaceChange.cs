namespace Swarm.Engine.Workspaces;

/// <summary>One path that differs between two workspaces.</summary>
/// <param name="Path">The path.</param>
/// <param name="Before">What stands there in the one; null for nothing.</param>
/// <param name="After">What stands there in the other; null for nothing.</param>
internal sealed record WorkspaceChange(string Path, WorkspaceFile? Before, WorkspaceFile? After)
{
    /// <summary><c>added</c>, <c>removed</c> or <c>changed</c>.</summary>
    public string Name => Before is null ? "added" : After is null ? "removed" : "changed";
}

namespace Swarm.Backends.GitLab;

/// <summary>A branch or tag, and the commit that it is at.</summary>
/// <param name="FullName"><c>refs/heads/…</c> or <c>refs/tags/…</c>.</param>
/// <param name="Commit">The commit, with annotated tags followed to it.</param>
/// <param name="IsProtected">Whether it is protected, so that its jobs get protected variables; null where it is not told.</param>
public sealed record GitLabReference(string FullName, string Commit, bool? IsProtected = null)
{
    /// <summary>The name without <c>refs/heads/</c> or <c>refs/tags/</c>.</summary>
    public string Name => FullName[(FullName.IndexOf('/', "refs/".Length) + 1)..];
}

namespace Swarm.Backends.GitHub;

/// <summary>A branch or tag, and the commit that it is at.</summary>
/// <param name="FullName"><c>refs/heads/…</c> or <c>refs/tags/…</c>.</param>
/// <param name="Commit">The commit, with annotated tags followed to it.</param>
public sealed record GitHubReference(string FullName, string Commit)
{
    /// <summary>The name without <c>refs/heads/</c> or <c>refs/tags/</c>.</summary>
    public string Name => FullName[(FullName.IndexOf('/', "refs/".Length) + 1)..];
}

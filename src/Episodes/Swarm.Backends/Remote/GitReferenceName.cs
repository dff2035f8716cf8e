using System.Buffers;

namespace Swarm.Backends.Remote;

/// <summary>The names that git allows for branches and tags (git-check-ref-format), so that none reads as another address.</summary>
internal static class GitReferenceName
{
    private const int MostCharacters = 255;

    private static readonly SearchValues<char> Forbidden = SearchValues.Create(" ~^:?*[\\\u007f");

    /// <summary>Whether git would take a name.</summary>
    /// <param name="name">The name, with or without <c>refs/heads/</c> or <c>refs/tags/</c>.</param>
    public static bool IsValid(string name) =>
        name.Length is > 0 and <= MostCharacters
        && !name.AsSpan().ContainsAny(Forbidden)
        && !name.Any(char.IsControl)
        && !name.Contains("@{", StringComparison.Ordinal)
        && name is not "@"
        && name.Split('/').All(static part =>
            part.Length > 0 && part[0] != '.' && part[^1] != '.'
            && !part.Contains("..", StringComparison.Ordinal) && !part.EndsWith(".lock", StringComparison.Ordinal));
}

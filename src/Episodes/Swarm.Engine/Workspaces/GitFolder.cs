using System.Globalization;
using System.Text;

namespace Swarm.Engine.Workspaces;

/// <summary>Knows the names under which some file system finds git's own folder, as git does before it writes a file (CVE-2014-9390, CVE-2019-1353).</summary>
internal static class GitFolder
{
    /// <summary>Whether a path leads through such a folder.</summary>
    /// <param name="path">The relative path, with <c>/</c>.</param>
    public static bool IsWithin(string path) => path.Split('/').Any(IsName);

    /// <summary>macOS ignores some characters of a name, Windows the dots and spaces at its end and what follows a colon; and it has short names.</summary>
    private static bool IsName(string name)
    {
        var seen = string.Concat(name.EnumerateRunes().Where(rune => Rune.GetUnicodeCategory(rune) != UnicodeCategory.Format)).Split(':')[0].TrimEnd('.', ' ');
        return seen.Equals(".git", StringComparison.OrdinalIgnoreCase) || seen.Equals("git~1", StringComparison.OrdinalIgnoreCase);
    }
}

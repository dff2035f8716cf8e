using Swarm.Storage.Trees;

namespace Swarm.Execution.Workspaces;

/// <summary>
/// Points links to places inside the source into the copy. Left as they are, a step would write through them to the user's own files.
/// </summary>
internal sealed class InwardLinks
{
    private readonly string[] _roots;

    /// <summary>Takes the folder that is copied.</summary>
    /// <param name="source">Its absolute path.</param>
    public InwardLinks(string source)
    {
        var whole = Path.TrimEndingDirectorySeparator(Path.GetFullPath(source));
        _roots = RealPath(whole) is { } real && !string.Equals(real, whole, StringComparison.Ordinal) ? [whole, real] : [whole];
    }

    /// <summary>Where a link of the copy points: a path relative to the link, where its source led out of the tree and back into it.</summary>
    /// <param name="entry">The link in the source.</param>
    public string Repoint(TreeEntry entry)
    {
        var target = entry.LinkTarget!;
        if (target.Length == 0 || !PathRules.LeadsOut(entry.Path, target) || HasParentBehindName(target))
        {
            return target;
        }

        var folder = Path.GetDirectoryName(entry.FullPath)!;
        return FindInside(Path.GetFullPath(target, folder)) is { } inside
            ? Path.GetRelativePath(Path.GetDirectoryName("/" + entry.Path)!, "/" + inside).Replace('\\', '/')
            : target;
    }

    /// <summary>The path relative to the source of what lies in it, with <c>/</c>; null for what does not, empty for the source itself.</summary>
    /// <param name="path">An absolute path.</param>
    public string? FindInside(string path)
    {
        foreach (var root in _roots)
        {
            if (string.Equals(path, root, StringComparison.Ordinal))
            {
                return string.Empty;
            }

            if (path.StartsWith(root + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            {
                return path[(root.Length + 1)..].Replace(Path.DirectorySeparatorChar, '/');
            }
        }

        return null;
    }

    /// <summary>The path without links in it, or null where it leads nowhere.</summary>
    public static string? RealPath(string path)
    {
        var current = Path.GetPathRoot(path)!;
        var parts = new Stack<string>(path[current.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries).Reverse());
        for (var links = 0; parts.TryPop(out var part);)
        {
            var next = Path.GetFullPath(Path.Combine(current, part));
            if (FileStatus.Read(next) is not { } status)
            {
                return null;
            }

            if (status.Kind != EntryKind.Link || new FileInfo(next).LinkTarget is not { } target)
            {
                current = next;
                continue;
            }

            const int MostLinks = 40;
            if (++links > MostLinks)
            {
                return null;
            }

            var root = Path.IsPathRooted(target) ? Path.GetPathRoot(target)! : null;
            current = root ?? current;
            foreach (var step in target[(root?.Length ?? 0)..].Split('/', Path.DirectorySeparatorChar).Reverse().Where(step => step.Length > 0))
            {
                parts.Push(step);
            }
        }

        return current;
    }

    // A '..' behind a name is read from where that name leads, which may be another link.
    private static bool HasParentBehindName(string target)
    {
        var parts = target.Split('/', Path.DirectorySeparatorChar).SkipWhile(part => part is "" or "." or "..");
        return parts.Contains("..", StringComparer.Ordinal);
    }
}

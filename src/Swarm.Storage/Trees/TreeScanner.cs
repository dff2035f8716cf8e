using Swarm.Core.Errors;

namespace Swarm.Storage.Trees;

/// <summary>Walks a folder without following links, in the order of its paths' UTF-16 code units.</summary>
public static class TreeScanner
{
    /// <summary>The folder that no workspace carries, wherever it stands.</summary>
    public const string StoreFolder = ".swarm";

    /// <summary>The folder of keys beside a store under the user's own folder: no workspace carries it either.</summary>
    public const string KeyFolder = ".swarm-keys";

    /// <summary>The file that lists what a workspace leaves out.</summary>
    public const string IgnoreFile = ".swarmignore";

    /// <summary>Walks a folder.</summary>
    /// <param name="folder">An absolute path.</param>
    /// <param name="rules">What to leave out.</param>
    /// <returns>Every folder, file, link and special file below it, folders before what they hold.</returns>
    /// <exception cref="SwarmException">Something vanished meanwhile (<c>WORKSPACE_CHANGED</c>).</exception>
    public static List<TreeEntry> Scan(string folder, IgnoreRules rules)
    {
        ArgumentNullException.ThrowIfNull(rules);
        var entries = new List<TreeEntry>();
        ScanInto(entries, folder, string.Empty, rules);
        return entries;
    }

    private static void ScanInto(List<TreeEntry> entries, string folder, string prefix, IgnoreRules rules)
    {
        var names = Directory.EnumerateFileSystemEntries(folder).Select(Path.GetFileName).ToArray();
        Array.Sort(names, StringComparer.Ordinal);
        foreach (var name in names)
        {
            var path = prefix + name;
            var fullPath = Path.Combine(folder, name!);
            if (name is StoreFolder or KeyFolder)
            {
                continue;
            }

            var status = FileStatus.Read(fullPath) ?? Unreadable(folder, path);
            if (rules.Excludes(path, status.Kind == EntryKind.Directory))
            {
                continue;
            }

            var target = status.Kind == EntryKind.Link ? new FileInfo(fullPath).LinkTarget : null;
            entries.Add(new TreeEntry(path, fullPath, status, target));
            if (status.Kind == EntryKind.Directory)
            {
                ScanInto(entries, fullPath, path + "/", rules);
            }
        }
    }

    /// <summary>A name that is not Unicode reads with replacement characters, under which there is nothing to open.</summary>
    private static FileStatus Unreadable(string folder, string path) => path.Contains('\uFFFD', StringComparison.Ordinal)
        ? new FileStatus(EntryKind.Special, Mode: null, Size: 0, ModifiedNanoseconds: 0, Identity: null)
        : throw new SwarmException(ErrorCode.WorkspaceChanged, $"'{path}' in '{folder}' vanished while it was read: stop what writes there and try again.");
}

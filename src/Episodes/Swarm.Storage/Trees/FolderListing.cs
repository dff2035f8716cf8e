using System.Runtime.Versioning;
using System.Text;
using Swarm.Core.Errors;
using Swarm.Core.Files;

namespace Swarm.Storage.Trees;

/// <summary>Reads what lies in one folder: every name as the file system has it, and what is to be known of it.</summary>
internal static class FolderListing
{
    private static readonly FileStatus Unknown = new(EntryKind.Special, Mode: null, Size: 0, Modified: default, Identity: null);

    /// <summary>Reads a folder.</summary>
    /// <param name="folder">Its path on this machine.</param>
    /// <param name="path">Its path in the tree, with <c>/</c> at its end; empty for the tree itself.</param>
    /// <returns>What lies in it, sorted by name.</returns>
    /// <exception cref="SwarmException">Something vanished meanwhile (<c>WORKSPACE_CHANGED</c>).</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static List<TreeEntry> Read(string folder, string path)
    {
        var entries = OperatingSystem.IsWindows() ? ReadOnWindows(folder, path) : ReadOnUnix(folder, path);
        entries.Sort(static (left, right) => string.CompareOrdinal(left.Path, right.Path));
        return entries;
    }

    [SupportedOSPlatform("windows")]
    private static List<TreeEntry> ReadOnWindows(string folder, string path)
    {
        var entries = new List<TreeEntry>();
        foreach (var info in new DirectoryInfo(ExtendedPath.Of(folder)).EnumerateFileSystemInfos())
        {
            var status = FileStatus.Read(info.FullName) ?? throw Vanished(folder, info.Name);
            var refusal = PathRules.IsUnicode(info.Name) ? RefuseKind(status.Kind) : "its name is not Unicode";
            entries.Add(new TreeEntry(path + Shown(info.Name), info.FullName, status, info.LinkTarget, refusal));
        }

        return entries;
    }

    // A half of a surrogate pair alone is not written to any document.
    private static string Shown(string name) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(name));

    private static List<TreeEntry> ReadOnUnix(string folder, string path)
    {
        using var open = UnixFolder.TryOpen(folder, follow: path.Length == 0, out var error)
            ?? throw new UnauthorizedAccessException(UnixFolder.Explain(error));
        return open.List().ConvertAll(name =>
        {
            const int NotFound = 2;
            var text = UnixName.Decode(name);
            var shown = text ?? UnixName.Show(name);
            var fullPath = Path.Combine(folder, shown);
            if (open.TryExamine(name, out var error) is not { } found)
            {
                return error is NotFound ? throw Vanished(folder, shown) : new TreeEntry(path + shown, fullPath, Unknown, null, $"it cannot be examined: {UnixFolder.Explain(error)}");
            }

            var status = FileStatus.Of(found);
            var target = status.Kind == EntryKind.Link && open.TryReadLink(name) is { } bytes ? UnixName.Decode(bytes) : null;
            var refusal = text is null ? "its name is not Unicode"
                : status.Kind == EntryKind.Link && target is null ? "it is a link whose target is not Unicode"
                : RefuseKind(status.Kind);
            return new TreeEntry(path + shown, fullPath, status, target, refusal);
        });
    }

    private static string? RefuseKind(EntryKind kind) => kind == EntryKind.Special ? "it is a device, pipe or socket" : null;

    private static SwarmException Vanished(string folder, string name) => new(
        ErrorCode.WorkspaceChanged, $"'{name}' in '{folder}' vanished while it was read: stop what writes there and try again.");
}

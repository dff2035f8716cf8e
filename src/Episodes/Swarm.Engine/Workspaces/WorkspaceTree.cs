using System.Text;
using Swarm.Core.Errors;
using Swarm.Engine.Runs;
using Swarm.Storage.Manifests;
using Swarm.Storage.Stores;
using Swarm.Storage.Trees;

namespace Swarm.Engine.Workspaces;

/// <summary>The files and links of a workspace by their paths, and its folders.</summary>
/// <param name="Files">The files and links.</param>
/// <param name="Folders">The folders.</param>
internal sealed record WorkspaceTree(IReadOnlyDictionary<string, WorkspaceFile> Files, IReadOnlySet<string> Folders)
{
    private const int OwnerMayExecute = 0b001_000_000;

    /// <summary>The workspace of a snapshot.</summary>
    public static WorkspaceTree Of(Store store, Manifest manifest)
    {
        var entries = manifest.Entries.Where(entry => entry.Path.StartsWith(ManifestEntry.WorkspacePrefix, StringComparison.Ordinal)).ToArray();
        return new WorkspaceTree(
            entries.Where(entry => entry.Kind != EntryKind.Directory).Select(entry => Of(store, entry)).ToDictionary(file => file.Path, StringComparer.Ordinal),
            entries.Where(entry => entry.Kind == EntryKind.Directory).Select(PathOf).ToHashSet(StringComparer.Ordinal));
    }

    /// <summary>What a folder has that a launch would copy.</summary>
    public static WorkspaceTree Of(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new SwarmException(ErrorCode.PathInvalid, $"'{folder}' is no folder: name the one that the workspace was copied from.");
        }

        var entries = TreeScanner.Scan(folder, IgnoreRules.Load(folder));
        return new WorkspaceTree(
            entries.Where(entry => entry.Status.Kind is EntryKind.File or EntryKind.Link && entry.Refusal is null)
                .Select(entry => Of(entry.Path, entry.FullPath, entry.Status)).ToDictionary(file => file.Path, StringComparer.Ordinal),
            entries.Where(entry => entry.Status.Kind == EntryKind.Directory).Select(entry => entry.Path).ToHashSet(StringComparer.Ordinal));
    }

    /// <summary>What stands at a path of the file system; it is no folder.</summary>
    public static WorkspaceFile Of(string path, string fullPath, FileStatus status)
    {
        if (status.Kind == EntryKind.Link)
        {
            return OfLink(path, new FileInfo(fullPath).LinkTarget ?? string.Empty);
        }

        return new WorkspaceFile(path, IsLink: false, status.Mode is { } mode ? (mode & OwnerMayExecute) != 0 : null, status.Size, () => File.OpenRead(fullPath));
    }

    /// <summary>Gives what differs, in the order of the paths, but for what lies in folders '.git': git itself refuses that.</summary>
    public static IEnumerable<WorkspaceChange> Compare(WorkspaceTree before, WorkspaceTree after, PathFilter filter) =>
        before.Files.Keys.Union(after.Files.Keys, StringComparer.Ordinal).Where(path => !GitFolder.IsWithin(path) && filter.Matches(path)).Order(PathOrder.Instance)
            .Select(path => new WorkspaceChange(path, before.Files.GetValueOrDefault(path), after.Files.GetValueOrDefault(path)))
            .Where(change => change is { Before: null } or { After: null } || !change.Before.IsSameAs(change.After));

    private static WorkspaceFile Of(Store store, ManifestEntry entry) => entry.Kind == EntryKind.Link
        ? OfLink(PathOf(entry), entry.LinkTarget!)
        : new WorkspaceFile(PathOf(entry), IsLink: false, (entry.Mode & OwnerMayExecute) != 0, entry.Size, () => new ChunkStream(store.ReadFile(entry))) { Content = entry.Content };

    private static WorkspaceFile OfLink(string path, string target)
    {
        var content = Encoding.UTF8.GetBytes(target);
        return new WorkspaceFile(path, IsLink: true, IsExecutable: null, content.Length, () => new MemoryStream(content));
    }

    private static string PathOf(ManifestEntry entry) => entry.Path[ManifestEntry.WorkspacePrefix.Length..];
}

using Swarm.Core.Locks;
using Swarm.Storage.Locks;
using Swarm.Storage.Nodes;
using Swarm.Storage.Packs;
using Swarm.Storage.Stores;

namespace Swarm.Storage.Maintenance;

/// <summary>Finds what ended processes left behind. Nothing in a store names it, so that it harms nothing but room.</summary>
internal static class StoreLeftovers
{
    /// <summary>The ending of a pack that a repair put aside.</summary>
    public const string DamagedExtension = ".damaged";

    /// <summary>What stands between the name of a file that a repair set aside and the time.</summary>
    public const string BackupMark = ".bak-";

    /// <summary>Gives files and folders, as absolute paths.</summary>
    /// <param name="store">The store. Writers are at work unless the caller keeps them out.</param>
    /// <param name="isAlone">Whether nobody writes, so that unfinished files are nobody's.</param>
    public static IReadOnlyList<string> Find(Store store, bool isAlone)
    {
        var nodes = store.ListNodes();
        return
        [
            .. FindFiles(store.Layout, isAlone),
            .. FindPacks(store, isAlone),
            .. FindFolders(store.Layout, nodes, isAlone),
            .. FindTokens(store.Layout, nodes),
        ];
    }

    private static IEnumerable<string> FindFiles(StoreLayout layout, bool isAlone)
    {
        var unfinished = isAlone ? FindUnfinished(layout) : [];
        return unfinished
            .Concat(FilesOf(layout.Locks, "*" + LockHolder.Extension).Where(file => LockHolder.Read(file) is null))
            .Concat(FilesOf(layout.Locks, "*" + OwnerFile.Extension).Where(file => OwnerFile.Judge(file) == OwnerState.Dead))
            .Concat(FindOlderBackups(layout));
    }

    private static IEnumerable<string> FilesOf(string folder, string pattern) => Directory.Exists(folder) ? Directory.EnumerateFiles(folder, pattern) : [];

    private static IEnumerable<string> FindUnfinished(StoreLayout layout)
    {
        var folders = new[] { layout.Folder, layout.Locks, layout.Nodes, layout.Remote }.Concat(layout.NodeFolders);
        return folders.SelectMany(folder => FilesOf(folder, "*" + PackFormat.TemporaryExtension + "*"));
    }

    /// <summary>What repairs set aside, but for the last of each kind.</summary>
    private static IEnumerable<string> FindOlderBackups(StoreLayout layout) =>
        Directory.EnumerateFiles(layout.Folder, "*" + BackupMark + "*")
            .GroupBy(file => file[..file.IndexOf(BackupMark, StringComparison.Ordinal)], StringComparer.Ordinal)
            .SelectMany(group => group.OrderByDescending(File.GetLastWriteTimeUtc).ThenByDescending(file => file, StringComparer.Ordinal).Skip(1));

    private static IEnumerable<string> FindPacks(Store store, bool isAlone)
    {
        var damaged = FilesOf(store.Layout.Packs, "*" + DamagedExtension);
        if (!isAlone)
        {
            return damaged;
        }

        var known = store.Catalog.Read("SELECT name FROM pack", row => row.GetString(0)).ToHashSet(StringComparer.Ordinal);
        return damaged
            .Concat(FilesOf(store.Layout.Packs, "*" + PackFormat.TemporaryExtension))
            .Concat(store.Packs.Names.Where(name => !known.Contains(name)).Select(store.Packs.PathOf));
    }

    private static IEnumerable<string> FindFolders(StoreLayout layout, IReadOnlyList<NodeRecord> nodes, bool isAlone)
    {
        var known = nodes.Select(node => node.OriginNodeId).ToHashSet(StringComparer.Ordinal);
        return isAlone ? layout.NodeFolders.Where(folder => !known.Contains(Path.GetFileName(folder))) : [];
    }

    /// <summary>Capabilities of removed nodes that a crash kept from being deleted.</summary>
    private static IEnumerable<string> FindTokens(StoreLayout layout, IReadOnlyList<NodeRecord> nodes) =>
        nodes.GroupBy(node => node.OriginNodeId, StringComparer.Ordinal)
            .Where(group => group.All(node => node.IsRemoved))
            .Select(group => layout.NodeFile(group.Key, NodeFiles.NextTokens))
            .Where(File.Exists);
}

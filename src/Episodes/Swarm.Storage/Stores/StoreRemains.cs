using Swarm.Core.Errors;
using Swarm.Core.Identifiers;
using Swarm.Storage.Catalogs;
using Swarm.Storage.Packs;

namespace Swarm.Storage.Stores;

/// <summary>Finds what is left of a store without <c>store.json</c>: a store is never created over it.</summary>
internal static class StoreRemains
{
    /// <summary>Says what is left; null where nothing is that a repair could use.</summary>
    /// <exception cref="UnauthorizedAccessException">This user may not look.</exception>
    public static string? Describe(StoreLayout layout)
    {
        if (!Directory.Exists(layout.Folder))
        {
            return null;
        }

        var nodes = Count(layout.Nodes, Directory.EnumerateDirectories, path => Identifier.IsValid(Path.GetFileName(path), Identifier.NodePrefix));
        var packs = Count(layout.Packs, Directory.EnumerateFiles, path => path.EndsWith(PackFormat.Extension, StringComparison.Ordinal));
        string?[] found =
        [
            nodes > 0 ? $"{nodes} node(s)" : null,
            packs > 0 ? $"{packs} pack(s)" : null,
            new FileInfo(layout.Heads) is { Exists: true, Length: > 0 } ? "a head log" : null,
            IsUsed(layout.Catalog) ? "a catalog" : null,
        ];
        return string.Join(", ", found.OfType<string>()) is { Length: > 0 } text ? text : null;
    }

    private static int Count(string folder, Func<string, IEnumerable<string>> list, Func<string, bool> matches) =>
        Directory.Exists(folder) ? list(folder).Count(matches) : 0;

    /// <summary>A store whose making was cut short has a catalog without rows, or a file that never became one.</summary>
    private static bool IsUsed(string path)
    {
        if (!File.Exists(path))
        {
            return false;
        }

        try
        {
            using var catalog = Catalog.Open(path);
            return catalog.Read("SELECT EXISTS(SELECT 1 FROM node) OR EXISTS(SELECT 1 FROM run) OR EXISTS(SELECT 1 FROM head)", row => row.GetInt64(0))[0] != 0;
        }
        catch (SwarmException)
        {
            return new FileInfo(path).Length > 0;
        }
    }
}

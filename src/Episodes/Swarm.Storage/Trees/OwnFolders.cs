namespace Swarm.Storage.Trees;

/// <summary>Tells Swarm's own folders, which no workspace carries, from folders of the same name that belong to the work.</summary>
public static class OwnFolders
{
    /// <summary>What a store or a user's own folder holds and nothing else does: any of it is enough, so that a damaged one counts too.</summary>
    private static readonly string[] Marks = ["store.json", "catalog.sqlite", "heads.jsonl", "packs", "keys", "runners"];

    /// <summary>Whether a folder is a store, or the folder of a user's keys.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="path">Its path.</param>
    public static bool IsOne(string name, string path) =>
        string.Equals(name, TreeScanner.KeyFolder, StringComparison.OrdinalIgnoreCase)
        || (string.Equals(name, TreeScanner.StoreFolder, StringComparison.OrdinalIgnoreCase) && Array.Exists(Marks, mark => FileStatus.Read(Path.Combine(path, mark)) is not null));

    /// <summary>Whether a path from elsewhere would make a folder into one of Swarm's own.</summary>
    /// <param name="path">The path relative to a workspace, with <c>/</c>.</param>
    public static bool WouldMakeOne(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var parts = path.Split('/');
        return parts.Contains(TreeScanner.KeyFolder, StringComparer.OrdinalIgnoreCase) || parts.Zip(parts.Skip(1)).Any(pair => string.Equals(pair.First, TreeScanner.StoreFolder, StringComparison.OrdinalIgnoreCase)
            && Marks.Contains(pair.Second, StringComparer.OrdinalIgnoreCase));
    }
}

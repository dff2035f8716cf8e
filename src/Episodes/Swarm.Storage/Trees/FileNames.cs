namespace Swarm.Storage.Trees;

/// <summary>Finds files that have several names in one tree: hard links.</summary>
public static class FileNames
{
    /// <summary>Finds the first name, in the order of the snapshot's paths, of each file that has several.</summary>
    /// <param name="entries">What a scan found.</param>
    /// <returns>For each other name of a file its first name; nothing where the platform tells no identities.</returns>
    public static IReadOnlyDictionary<string, string> FindFirst(IEnumerable<TreeEntry> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        var firstNames = new Dictionary<string, string>(StringComparer.Ordinal);
        var files = entries
            .Where(entry => entry.Status is { Kind: EntryKind.File, Names: > 1, Identity: not null })
            .GroupBy(entry => (entry.Status.Identity!.Value.Device, entry.Status.Identity!.Value.Inode));
        foreach (var names in files.Select(file => file.Select(entry => entry.Path).Order(PathOrder.Instance).ToArray()))
        {
            foreach (var name in names.Skip(1))
            {
                firstNames[name] = names[0];
            }
        }

        return firstNames;
    }
}

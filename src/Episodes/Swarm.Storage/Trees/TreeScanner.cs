using Swarm.Core.Errors;
using Swarm.Core.Files;

namespace Swarm.Storage.Trees;

/// <summary>Walks a folder without following links, in the order of its paths' UTF-16 code units.</summary>
public static class TreeScanner
{
    /// <summary>What a store's folder is called; no workspace carries one (<see cref="OwnFolders"/>).</summary>
    public const string StoreFolder = ".swarm";

    /// <summary>The folder of keys beside a store under the user's own folder: no workspace carries it either.</summary>
    public const string KeyFolder = ".swarm-keys";

    /// <summary>The file that lists what a workspace leaves out.</summary>
    public const string IgnoreFile = ".swarmignore";

    /// <summary>Walks a folder.</summary>
    /// <param name="folder">An absolute path.</param>
    /// <param name="rules">What to leave out.</param>
    /// <param name="opensFolders">
    /// Whether a folder that its owner may not read is opened by giving its owner that right; its entry has the mode that it had.
    /// </param>
    /// <returns>
    /// Every folder, file and link below it, folders before what they hold, and what no snapshot can hold, with the reason.
    /// </returns>
    /// <exception cref="SwarmException">Something vanished meanwhile (<c>WORKSPACE_CHANGED</c>).</exception>
    public static List<TreeEntry> Scan(string folder, IgnoreRules rules, bool opensFolders = false)
    {
        ArgumentNullException.ThrowIfNull(rules);
        var entries = new List<TreeEntry>();
        if (ScanInto(entries, folder, string.Empty, rules, opensFolders) is { } refusal)
        {
            entries.Add(new TreeEntry(".", folder, default, LinkTarget: null, refusal));
        }

        return entries;
    }

    /// <returns>Why the folder cannot be read; null where it could be.</returns>
    private static string? ScanInto(List<TreeEntry> entries, string folder, string prefix, IgnoreRules rules, bool opensFolders)
    {
        List<TreeEntry> listing;
        try
        {
            _ = opensFolders && OwnerAccess.Give(folder);
            listing = FolderListing.Read(folder, prefix);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return $"it cannot be read: {exception.Message}";
        }

        foreach (var found in listing)
        {
            if (OwnFolders.IsOne(found.Path[prefix.Length..], found.FullPath) || rules.Excludes(found.Path, found.Status.Kind == EntryKind.Directory))
            {
                continue;
            }

            var entry = found with { Refusal = found.Refusal ?? PathRules.RefuseHere(found.Path, found.FullPath, OperatingSystem.IsWindows()) };
            var index = entries.Count;
            entries.Add(entry);
            if (entry is { Refusal: null, Status.Kind: EntryKind.Directory } && ScanInto(entries, entry.FullPath, entry.Path + "/", rules, opensFolders) is { } refusal)
            {
                entries[index] = entry with { Refusal = refusal };
            }
        }

        return null;
    }
}

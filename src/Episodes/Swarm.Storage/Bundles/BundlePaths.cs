using Swarm.Storage.Manifests;
using Swarm.Storage.Trees;

namespace Swarm.Storage.Bundles;

/// <summary>Which of a snapshot's entries may come from elsewhere.</summary>
internal static class BundlePaths
{
    /// <summary>Says what is wrong with an entry's path and kind, or null.</summary>
    public static string? Refuse(ManifestEntry entry)
    {
        if (string.Equals(entry.Path, ManifestEntry.StatePath, StringComparison.Ordinal))
        {
            return entry.Kind == EntryKind.File ? null : "the state is no file";
        }

        if (!entry.Path.StartsWith(ManifestEntry.WorkspacePrefix, StringComparison.Ordinal))
        {
            return PathRules.Refuse(entry.Path) ?? "it is neither the state nor in the workspace";
        }

        return PathRules.Refuse(Relative(entry))
            ?? (entry.LinkTarget is { } target ? PathRules.RefuseTarget(target) : null)
            ?? (OwnFolders.WouldMakeOne(Relative(entry)) ? "a store's own folder is in no workspace" : null);
    }

    /// <summary>Whether an entry is a link that leads out of the workspace.</summary>
    public static bool LeadsOut(ManifestEntry entry) => entry.Kind == EntryKind.Link && PathRules.LeadsOut(Relative(entry), entry.LinkTarget!);

    private static string Relative(ManifestEntry entry) => entry.Path[ManifestEntry.WorkspacePrefix.Length..];
}

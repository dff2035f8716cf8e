using System.Text;
using Swarm.Storage.Manifests;
using Swarm.Storage.Trees;

namespace Swarm.Storage.Bundles;

/// <summary>Which of a snapshot's entries may come from elsewhere.</summary>
internal static class BundlePaths
{
    private const int MostTargetBytes = 4095;

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

        return PathRules.Refuse(Relative(entry)) ?? (entry.LinkTarget is { } target ? PathRules.RefuseTarget(target) : null) ?? (Relative(entry).Split('/').Contains(TreeScanner.StoreFolder, StringComparer.OrdinalIgnoreCase)
            ? "a store's own folder is in no workspace"
            : entry.Kind == EntryKind.Link ? RefuseTarget(entry.LinkTarget!) : null);
    }

    // What no system makes a link of could be imported and never restored (POSIX: a path has fewer than PATH_MAX bytes).
    private static string? RefuseTarget(string target) => target.Length == 0 ? "it is a link to nothing"
        : target.Contains('\0', StringComparison.Ordinal) ? "it is a link whose target holds a NUL"
        : Encoding.UTF8.GetByteCount(target) > MostTargetBytes ? $"it is a link whose target has more than {MostTargetBytes} bytes"
        : null;

    /// <summary>Whether an entry is a link that leads out of the workspace.</summary>
    public static bool LeadsOut(ManifestEntry entry) => entry.Kind == EntryKind.Link && PathRules.LeadsOut(Relative(entry), entry.LinkTarget!);

    private static string Relative(ManifestEntry entry) => entry.Path[ManifestEntry.WorkspacePrefix.Length..];
}

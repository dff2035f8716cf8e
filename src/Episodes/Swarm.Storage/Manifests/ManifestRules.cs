using Swarm.Core.Errors;
using Swarm.Storage.Trees;

namespace Swarm.Storage.Manifests;

/// <summary>What has to hold of a manifest's entries, so that a snapshot can be read and restored. The writer asks before anything is sealed.</summary>
internal static class ManifestRules
{
    /// <summary>Whether each path is there once, in its order.</summary>
    public static bool AreSorted(IReadOnlyList<ManifestEntry> entries) =>
        entries.Zip(entries.Skip(1)).All(pair => PathOrder.Instance.Compare(pair.First.Path, pair.Second.Path) < 0);

    /// <summary>Whether each other name of a file names the file's first name, which has the same content and mode.</summary>
    public static bool AreNamesOfOneFile(IReadOnlyList<ManifestEntry> entries)
    {
        var names = entries.Where(entry => entry.HardLinkOf is not null).ToArray();
        if (names.Length == 0)
        {
            return true;
        }

        var files = entries.Where(entry => entry.Kind == EntryKind.File && entry.HardLinkOf is null).ToDictionary(entry => entry.Path, StringComparer.Ordinal);
        return names.All(name => files.TryGetValue(name.HardLinkOf!, out var first)
            && first.Content == name.Content && first.Size == name.Size && first.Mode == name.Mode);
    }

    /// <summary>Refuses to seal what no reader takes.</summary>
    /// <exception cref="SwarmException">An entry could not be restored (<c>WORKSPACE_INVALID</c>).</exception>
    public static void Require(Manifest manifest)
    {
        if (!AreSorted(manifest.Entries))
        {
            throw new SwarmException(ErrorCode.WorkspaceInvalid, "The snapshot is refused: two of its paths are one, or are not in their order.");
        }

        if (!AreNamesOfOneFile(manifest.Entries))
        {
            throw new SwarmException(ErrorCode.WorkspaceInvalid, "The snapshot is refused: a hard link in it is not of a file before it, with its content and mode.");
        }

        var folders = new HashSet<string>(StringComparer.Ordinal) { ManifestEntry.WorkspacePrefix.TrimEnd('/') };
        foreach (var entry in manifest.Entries)
        {
            if (Refuse(entry, folders) is { } reason)
            {
                throw PathRules.Refusal(ErrorCode.WorkspaceInvalid, "snapshot", entry.Path, reason);
            }

            _ = EntryExtras.Require(entry);
            if (entry.Kind == EntryKind.Directory)
            {
                folders.Add(entry.Path);
            }
        }
    }

    private static string? Refuse(ManifestEntry entry, HashSet<string> folders)
    {
        if (string.Equals(entry.Path, ManifestEntry.StatePath, StringComparison.Ordinal))
        {
            return entry.Kind == EntryKind.File ? null : "the state is no file";
        }

        var slash = entry.Path.LastIndexOf('/');
        return slash < 0 || !folders.Contains(entry.Path[..slash]) ? "what holds it is no folder of the snapshot"
            : entry.Path[(slash + 1)..] is "" or "." or ".." ? "it has no name of its own"
            : !ManifestCodec.IsText(entry.Path) || !ManifestCodec.IsText(entry.LinkTarget ?? string.Empty) ? "it is not Unicode, or too long"
            : entry.Kind switch
            {
                EntryKind.Link => PathRules.RefuseTarget(entry.LinkTarget!),
                EntryKind.File => entry.Chunks.Sum(chunk => (long)chunk.Length) == entry.Size ? null : "its chunks are not as long as it is",
                EntryKind.Directory => null,
                _ => "it is neither file, folder nor link",
            };
    }
}

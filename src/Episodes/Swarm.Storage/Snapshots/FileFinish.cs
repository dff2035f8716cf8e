using Microsoft.Win32.SafeHandles;
using Swarm.Storage.Manifests;
using Swarm.Storage.Trees;

namespace Swarm.Storage.Snapshots;

/// <summary>Gives a restored file, folder or link its extended attributes, mode and modification time.</summary>
/// <remarks>
/// A step, or a stranger's bundle, may have set a set-user-id, set-group-id or sticky bit. None of them is restored: the file would
/// lend the authority of whoever restores it.
/// </remarks>
internal static class FileFinish
{
    private const int Permissions = 0b111_111_111;

    /// <summary>Finishes an open file.</summary>
    /// <returns>Whether the file system has extended attributes, where the entry has some.</returns>
    public static bool Apply(SafeFileHandle handle, ManifestEntry entry)
    {
        var kept = entry.Attributes.Count == 0 || ExtendedAttributes.Set(handle, entry.Attributes);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(handle, (UnixFileMode)(entry.Mode & Permissions));
        }

        if (entry.Modified is { } time)
        {
            FileTimes.SetModified(handle, time);
        }

        return kept;
    }

    /// <summary>Finishes what has a path: a folder, a closed file, or a link, which is not followed.</summary>
    /// <returns>Whether the file system has extended attributes, where the entry has some.</returns>
    public static bool Apply(string path, ManifestEntry entry)
    {
        var kept = entry.Attributes.Count == 0 || ExtendedAttributes.Set(path, entry.Attributes);
        if (entry.Modified is { } time)
        {
            FileTimes.SetModified(path, time);
        }

        if (entry.Kind != EntryKind.Link && !OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, (UnixFileMode)(entry.Mode & Permissions));
        }

        return kept;
    }
}

using Microsoft.Win32.SafeHandles;
using Swarm.Storage.Manifests;

namespace Swarm.Storage.Snapshots;

/// <summary>Gives a restored file or folder its mode and modification time.</summary>
/// <remarks>
/// A step, or a stranger's bundle, may have set a set-user-id, set-group-id or sticky bit. None of them is restored: the file would
/// lend the authority of whoever restores it.
/// </remarks>
internal static class FileFinish
{
    private const int Permissions = 0b111_111_111;

    public static void Apply(SafeFileHandle handle, ManifestEntry entry)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(handle, (UnixFileMode)(entry.Mode & Permissions));
        }

        if (entry.ModifiedNanoseconds != 0)
        {
            File.SetLastWriteTimeUtc(handle, TimeOf(entry));
        }
    }

    public static void Apply(string folder, ManifestEntry entry)
    {
        if (entry.ModifiedNanoseconds != 0)
        {
            Directory.SetLastWriteTimeUtc(folder, TimeOf(entry));
        }

        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(folder, (UnixFileMode)(entry.Mode & Permissions));
        }
    }

    private static DateTime TimeOf(ManifestEntry entry) => DateTime.UnixEpoch.AddTicks(entry.ModifiedNanoseconds / TimeSpan.NanosecondsPerTick);
}

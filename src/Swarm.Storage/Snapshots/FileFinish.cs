using Microsoft.Win32.SafeHandles;
using Swarm.Storage.Manifests;

namespace Swarm.Storage.Snapshots;

/// <summary>Gives a restored file or folder its mode and modification time.</summary>
internal static class FileFinish
{
    public static void Apply(SafeFileHandle handle, ManifestEntry entry)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(handle, (UnixFileMode)entry.Mode);
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
            File.SetUnixFileMode(folder, (UnixFileMode)entry.Mode);
        }
    }

    private static DateTime TimeOf(ManifestEntry entry) => DateTime.UnixEpoch.AddTicks(entry.ModifiedNanoseconds / TimeSpan.NanosecondsPerTick);
}

using System.Diagnostics;

namespace Swarm.Storage.Stores;

/// <summary>Removes a folder with everything in it, also where a step took away the right to.</summary>
public static class TreeRemoval
{
    /// <summary>Removes a folder; one that is not there is no failure.</summary>
    /// <param name="folder">The folder. Links in it are removed, never followed.</param>
    /// <exception cref="IOException">Something in it cannot be removed.</exception>
    public static void Remove(string folder)
    {
        if (!Directory.Exists(folder))
        {
            return;
        }

        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            try
            {
                TryGiveRights(new DirectoryInfo(folder));
                DeleteByAnyMeans(folder);
            }
            catch (Exception again) when ((again is IOException or UnauthorizedAccessException) && !Directory.Exists(folder))
            {
                // Another process removes the same folder and was quicker.
            }
        }
    }

    // .NET cannot name a file whose name is not Unicode; the system's own tool can.
    private static void DeleteByAnyMeans(string folder)
    {
        if (!OperatingSystem.IsWindows())
        {
            using var tool = Process.Start(new ProcessStartInfo("rm", ["-rf", "--", folder]) { UseShellExecute = false, RedirectStandardError = true })!;
            tool.StandardError.ReadToEnd();
            tool.WaitForExit();
        }

        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void TryGiveRights(DirectoryInfo folder)
    {
        try
        {
            GiveRights(folder);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            // Somebody else removes it at this moment.
        }
    }

    private static void GiveRights(DirectoryInfo folder)
    {
        if (!OperatingSystem.IsWindows())
        {
            // A folder that is gone shows no mode at all.
            var mode = folder.UnixFileMode;
            if ((int)mode == -1)
            {
                return;
            }

            folder.UnixFileMode = mode | UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        }

        foreach (var entry in folder.EnumerateFileSystemInfos())
        {
            if (entry.LinkTarget is not null)
            {
                continue;
            }

            if (entry is DirectoryInfo inner)
            {
                TryGiveRights(inner);
            }
            else if (OperatingSystem.IsWindows())
            {
                entry.Attributes = FileAttributes.Normal;
            }
        }
    }
}

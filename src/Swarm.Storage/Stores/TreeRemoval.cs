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
            GiveRights(new DirectoryInfo(folder));
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void GiveRights(DirectoryInfo folder)
    {
        if (!OperatingSystem.IsWindows())
        {
            folder.UnixFileMode |= UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        }

        foreach (var entry in folder.EnumerateFileSystemInfos())
        {
            if (entry.LinkTarget is not null)
            {
                continue;
            }

            if (entry is DirectoryInfo inner)
            {
                GiveRights(inner);
            }
            else if (OperatingSystem.IsWindows())
            {
                entry.Attributes = FileAttributes.Normal;
            }
        }
    }
}

using Swarm.Core.Files;
using Swarm.Storage.Trees;

namespace Swarm.Storage.Stores;

/// <summary>Removes a folder with everything in it, whatever a step left there and whichever rights it took away.</summary>
public static class TreeRemoval
{
    /// <summary>Removes a folder, or the file or link in its place; one that is not there is no failure.</summary>
    /// <param name="folder">The folder. Links in it are removed, never followed.</param>
    /// <exception cref="IOException">Something in it cannot be removed.</exception>
    public static void Remove(string folder)
    {
        if (!OperatingSystem.IsWindows())
        {
            UnixTreeRemoval.Remove(folder);
            return;
        }

        // So every name is seen as it is.
        var extended = ExtendedPath.Of(Path.GetFullPath(folder));
        if (!Directory.Exists(extended))
        {
            return;
        }

        try
        {
            Directory.Delete(extended, recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            try
            {
                ClearAttributes(new DirectoryInfo(extended));
                PatientDeletion.Delete(extended);
            }
            catch (Exception again) when ((again is IOException or UnauthorizedAccessException) && !Directory.Exists(extended))
            {
                // Another process removes the same folder and was quicker.
            }
        }
    }

    /// <summary>Removes a folder where that can be done: what went before is what to report.</summary>
    /// <param name="folder">The folder. Links in it are removed, never followed.</param>
    /// <returns>Whether nothing of it is left.</returns>
    public static bool TryRemove(string folder)
    {
        try
        {
            Remove(folder);
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    // Windows removes nothing that is read-only.
    private static void ClearAttributes(DirectoryInfo folder)
    {
        var folders = new Stack<DirectoryInfo>([folder]);
        while (folders.TryPop(out var next))
        {
            next.Attributes = FileAttributes.Directory;
            foreach (var entry in next.EnumerateFileSystemInfos())
            {
                if (entry.LinkTarget is not null)
                {
                    continue;
                }

                if (entry is DirectoryInfo inner)
                {
                    folders.Push(inner);
                }
                else
                {
                    entry.Attributes = FileAttributes.Normal;
                }
            }
        }
    }
}

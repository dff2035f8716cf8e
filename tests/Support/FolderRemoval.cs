namespace Swarm.Tests;

/// <summary>Removes a folder of a test's own.</summary>
internal static class FolderRemoval
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <summary>Removes a folder into which a program that was ended may still be writing its last file.</summary>
    public static void Remove(string folder)
    {
        for (var left = 100; ; left--)
        {
            try
            {
                Directory.Delete(folder, recursive: true);
                return;
            }
            catch (Exception exception) when (left > 0 && exception is IOException and not DirectoryNotFoundException or UnauthorizedAccessException)
            {
                Thread.Sleep(Pause);
            }
        }
    }
}

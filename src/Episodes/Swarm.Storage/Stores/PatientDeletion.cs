namespace Swarm.Storage.Stores;

/// <summary>Removes folders on Windows, which refuses while anyone has a file open: a virus scanner, an indexer, a process that is ending.</summary>
internal static class PatientDeletion
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LastDelay = TimeSpan.FromSeconds(2);

    /// <summary>Removes a folder with everything in it, and tries again for about 4 seconds where that is refused.</summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="IOException">It is still refused.</exception>
    /// <exception cref="UnauthorizedAccessException">It is still refused.</exception>
    public static void Delete(string folder)
    {
        for (var delay = FirstDelay; ; delay *= 2)
        {
            try
            {
                Directory.Delete(folder, recursive: true);
                return;
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException
                && delay < LastDelay && Directory.Exists(folder))
            {
                Thread.Sleep(delay);
            }
        }
    }
}

using Swarm.State.Files;

namespace Swarm.State.Connections;

/// <summary>Opens a file that nobody writes, for reading alone.</summary>
internal static class SettledDatabase
{
    /// <summary>Opens it; an absent or empty file is a database of no tables.</summary>
    internal static Database Open(string path, Deadline deadline, OpenMode mode = OpenMode.Settled)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var files = new DatabaseFiles(path, path);
        files.EnsureSettled();
        return files.IsEmpty ? Database.OpenEmpty(path, mode, deadline) : Database.Open(files.Main, path, mode, deadline);
    }
}

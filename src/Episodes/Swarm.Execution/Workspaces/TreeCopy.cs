using Swarm.Core.Concurrency;
using Swarm.Storage.Trees;

namespace Swarm.Execution.Workspaces;

/// <summary>Copies what a scan found into a folder that is there.</summary>
internal static class TreeCopy
{
    /// <summary>Copies folders, files with all their names, and links. Folders get their modes and times last, by <see cref="FinishFolders"/>.</summary>
    /// <param name="entries">What to copy, folders before what they hold.</param>
    /// <param name="destination">The folder.</param>
    /// <param name="cancellationToken">Ends the copying.</param>
    public static void Copy(List<TreeEntry> entries, string destination, CancellationToken cancellationToken)
    {
        foreach (var entry in entries.Where(entry => entry.Status.Kind == EntryKind.Directory))
        {
            Directory.CreateDirectory(Target(destination, entry.Path));
        }

        var firstNames = FileNames.FindFirst(entries);
        AllCores.ForEach(
            entries.Where(entry => entry.Status.Kind == EntryKind.File && !firstNames.ContainsKey(entry.Path)),
            entry => FileCopy.Copy(entry, Target(destination, entry.Path)),
            cancellationToken);
        foreach (var entry in entries.Where(entry => firstNames.ContainsKey(entry.Path)))
        {
            if (!HardLinks.TryCreate(Target(destination, firstNames[entry.Path]), Target(destination, entry.Path)))
            {
                FileCopy.Copy(entry, Target(destination, entry.Path));
            }
        }

        foreach (var entry in entries.Where(entry => entry.Status.Kind == EntryKind.Link))
        {
            var link = Target(destination, entry.Path);
            File.CreateSymbolicLink(link, entry.LinkTarget!);
            FileTimes.SetModified(link, entry.Status.Modified);
        }
    }

    /// <summary>Gives folders, and the folder that holds all, the attributes, modes and times of their sources.</summary>
    public static void FinishFolders(List<TreeEntry> entries, string source, string destination)
    {
        // Deepest first, because a folder's time changes with what is put into it.
        foreach (var entry in entries.Where(entry => entry.Status.Kind == EntryKind.Directory).Reverse())
        {
            var folder = Target(destination, entry.Path);
            if (Directory.Exists(folder))
            {
                FinishFolder(entry.FullPath, entry.Status, folder);
            }
        }

        if (FileStatus.Read(Path.TrimEndingDirectorySeparator(source)) is { Kind: EntryKind.Directory } status)
        {
            FinishFolder(source, status, destination);
        }
    }

    private static void FinishFolder(string source, in FileStatus status, string destination)
    {
        if (ExtendedAttributes.Read(source) is { Count: > 0 } attributes)
        {
            _ = ExtendedAttributes.Set(destination, attributes);
        }

        FileTimes.SetModified(destination, status.Modified);
        if (!OperatingSystem.IsWindows() && status.Mode is { } mode)
        {
            File.SetUnixFileMode(destination, (UnixFileMode)mode);
        }
    }

    private static string Target(string destination, string path) => Path.Combine(destination, path.Replace('/', Path.DirectorySeparatorChar));
}

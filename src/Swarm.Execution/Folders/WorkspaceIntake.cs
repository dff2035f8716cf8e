using Swarm.Core.Concurrency;
using Swarm.Core.Errors;
using Swarm.Storage.Trees;

namespace Swarm.Execution.Folders;

/// <summary>Copies the workspace that a user names, which is never modified.</summary>
internal static class WorkspaceIntake
{
    private const int Tries = 3;
    private const int MostShown = 200;

    /// <summary>Copies a folder, all cores at once.</summary>
    /// <returns>A sentence about links that lead out of it; null where none does.</returns>
    public static string? Copy(string source, string destination, CancellationToken cancellationToken)
    {
        if (FileStatus.Read(source) is null || !Directory.Exists(source))
        {
            throw new SwarmException(ErrorCode.PathInvalid, $"The workspace '{source}' is not a folder: name one that is there.");
        }

        List<TreeEntry> entries;
        try
        {
            entries = TreeScanner.Scan(source, IgnoreRules.Load(source));
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new SwarmException(ErrorCode.WorkspaceInvalid, $"The workspace '{source}' cannot be read: {exception.Message}", exception);
        }

        if (entries.Find(entry => entry.Refusal is not null) is { } refused)
        {
            throw new SwarmException(
                ErrorCode.WorkspaceInvalid,
                $"The workspace holds '{Shorten(refused.Path)}', which no snapshot can hold: {refused.Refusal}. Remove it, rename it or list it in {TreeScanner.IgnoreFile}.");
        }

        try
        {
            CopyAll(entries, destination, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SwarmException(ErrorCode.WorkspaceInvalid, $"The workspace '{source}' cannot be copied: {exception.Message}", exception);
        }

        var outward = entries.Where(entry => entry.LinkTarget is not null && PathRules.LeadsOut(entry.Path, entry.LinkTarget)).ToArray();
        return outward.Length == 0 ? null
            : $"The workspace has {outward.Length} link(s) that lead out of it, kept as links: '{outward[0].Path}' -> '{outward[0].LinkTarget}'{(outward.Length > 1 ? " and more" : string.Empty)}.";
    }

    private static void CopyAll(List<TreeEntry> entries, string destination, CancellationToken cancellationToken)
    {
        foreach (var entry in entries.Where(entry => entry.Status.Kind == EntryKind.Directory))
        {
            Directory.CreateDirectory(Target(destination, entry));
        }

        AllCores.ForEach(
            entries.Where(entry => entry.Status.Kind == EntryKind.File), entry => CopyFile(entry, Target(destination, entry)), cancellationToken);
        foreach (var entry in entries.Where(entry => entry.Status.Kind == EntryKind.Link))
        {
            File.CreateSymbolicLink(Target(destination, entry), entry.LinkTarget!);
        }

        foreach (var entry in entries.Where(entry => entry.Status.Kind == EntryKind.Directory).Reverse())
        {
            CopyFolderStatus(entry, Target(destination, entry));
        }
    }

    private static string Shorten(string path) => path.Length <= MostShown ? path : $"{path[..MostShown]}…";

    private static string Target(string destination, TreeEntry entry) => Path.Combine(destination, entry.Path.Replace('/', Path.DirectorySeparatorChar));

    private static void CopyFile(TreeEntry entry, string target)
    {
        for (var attempt = 0; attempt < Tries; attempt++)
        {
            try
            {
                var before = FileStatus.Read(entry.FullPath);
                File.Copy(entry.FullPath, target, overwrite: true);
                if (before is { Kind: EntryKind.File } && FileStatus.Read(entry.FullPath) == before && new FileInfo(target).Length == before.Value.Size)
                {
                    return;
                }
            }
            catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
            {
                // It vanished meanwhile: that is a change too.
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                throw new SwarmException(ErrorCode.WorkspaceInvalid, $"'{entry.Path}' of the workspace cannot be copied: {exception.Message}", exception);
            }
        }

        throw new SwarmException(ErrorCode.WorkspaceChanged, $"'{entry.Path}' of the workspace kept changing while it was read: stop what writes to it and try again.");
    }

    private static void CopyFolderStatus(TreeEntry entry, string target)
    {
        Directory.SetLastWriteTimeUtc(target, Directory.GetLastWriteTimeUtc(entry.FullPath));
        if (!OperatingSystem.IsWindows() && entry.Status.Mode is { } mode)
        {
            File.SetUnixFileMode(target, (UnixFileMode)mode);
        }
    }
}

using Swarm.Core.Errors;
using Swarm.Storage.Trees;

namespace Swarm.Execution.Workspaces;

/// <summary>Copies one file of a workspace with its holes, attributes, mode and time, and notices when it changes meanwhile.</summary>
internal static class FileCopy
{
    private const int Tries = 3;
    private const int BufferBytes = 1024 * 1024;
    private const UnixFileMode OwnerWrite = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public static void Copy(TreeEntry entry, string target)
    {
        for (var attempt = 0; attempt < Tries; attempt++)
        {
            try
            {
                if (FileStatus.Read(entry.FullPath) is { Kind: EntryKind.File } before)
                {
                    CopyOnce(entry.FullPath, target, before);
                    if (FileStatus.Read(entry.FullPath) == before && new FileInfo(target).Length == before.Size)
                    {
                        return;
                    }
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

    private static void CopyOnce(string source, string target, in FileStatus status)
    {
        File.Delete(target);
        if (FindHoles(source, status.Size) is { Count: > 0 } holes)
        {
            CopyData(source, target, status.Size, holes);
        }
        else
        {
            // The system's own copy, which shares blocks where the file system can.
            File.Copy(source, target);
        }

        if (ExtendedAttributes.Read(source) is { Count: > 0 } attributes)
        {
            SetMode(target, OwnerWrite);
            _ = ExtendedAttributes.Set(target, attributes);
        }

        SetMode(target, (UnixFileMode?)status.Mode);
        FileTimes.SetModified(target, status.Modified);
    }

    private static IReadOnlyList<Hole> FindHoles(string path, long size)
    {
        using var handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        return SparseFile.FindHoles(handle, size);
    }

    private static void CopyData(string source, string target, long size, IReadOnlyList<Hole> holes)
    {
        using var from = File.OpenHandle(source, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var to = File.OpenHandle(target, FileMode.CreateNew, FileAccess.Write);
        RandomAccess.SetLength(to, size);
        var buffer = new byte[BufferBytes];
        var offset = 0L;
        foreach (var hole in holes.Append(new Hole(size, 0)))
        {
            while (offset < hole.Offset)
            {
                var count = RandomAccess.Read(from, buffer.AsSpan(0, (int)Math.Min(buffer.Length, hole.Offset - offset)), offset);
                if (count == 0)
                {
                    return;
                }

                RandomAccess.Write(to, buffer.AsSpan(0, count), offset);
                offset += count;
            }

            offset = hole.Offset + hole.Length;
        }
    }

    private static void SetMode(string path, UnixFileMode? mode)
    {
        if (mode is { } known && !OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, known);
        }
    }
}

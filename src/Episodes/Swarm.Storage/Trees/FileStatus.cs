using Swarm.Core.Files;

namespace Swarm.Storage.Trees;

/// <summary>What the file system says of one path, without following a link.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Mode">The POSIX permission bits, or null where the platform has none.</param>
/// <param name="Size">The size in bytes.</param>
/// <param name="Modified">The modification time.</param>
/// <param name="Identity">What tells that a file was not touched, or null where the platform does not tell.</param>
public readonly record struct FileStatus(EntryKind Kind, int? Mode, long Size, FileTime Modified, FileIdentity? Identity)
{
    /// <summary>How many names the file has, where the platform tells; 1 elsewhere.</summary>
    public uint Names { get; init; } = 1;

    /// <summary>Reads the status of a path.</summary>
    /// <param name="path">An absolute path.</param>
    /// <returns>The status, or null where there is nothing.</returns>
    /// <exception cref="IOException">It cannot be examined.</exception>
    public static FileStatus? Read(string path) =>
        OperatingSystem.IsWindows() ? ReadOnWindows(path) : UnixStatus.Read(path) is { } status ? Of(status) : null;

    /// <summary>The status that Linux and macOS tell.</summary>
    /// <param name="status">What they tell.</param>
    internal static FileStatus Of(in UnixStatus status)
    {
        var kind = status.Type switch
        {
            UnixFileType.Regular => EntryKind.File,
            UnixFileType.Folder => EntryKind.Directory,
            UnixFileType.Link => EntryKind.Link,
            _ => EntryKind.Special,
        };
        var modified = status.Modified;
        var identity = new FileIdentity(status.Device, status.Inode, status.Size, modified, status.Changed.TotalNanoseconds);
        return new FileStatus(
            kind, status.Permissions, kind == EntryKind.File ? status.Size : 0, modified, OperatingSystem.IsLinux() ? identity : null)
        {
            Names = status.Names,
        };
    }

    private static FileStatus? ReadOnWindows(string path)
    {
        var info = new FileInfo(path);
        var attributes = info.Attributes;
        if ((int)attributes == -1)
        {
            return null;
        }

        var kind = info.LinkTarget is not null ? EntryKind.Link
            : attributes.HasFlag(FileAttributes.Directory) ? EntryKind.Directory
            : attributes.HasFlag(FileAttributes.Device) ? EntryKind.Special
            : EntryKind.File;
        var modified = FileTime.FromDateTime(info.LastWriteTimeUtc);
        return new FileStatus(kind, Mode: null, kind == EntryKind.File ? info.Length : 0, modified, Identity: null);
    }
}

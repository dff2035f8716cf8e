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

    private const int PermissionBits = 0b111_111_111_111;

    /// <summary>Reads the status of a path.</summary>
    /// <param name="path">An absolute path.</param>
    /// <returns>The status, or null where there is nothing.</returns>
    public static FileStatus? Read(string path) => OperatingSystem.IsLinux() ? LinuxStatus.Read(path) : ReadPortable(path);

    private static FileStatus? ReadPortable(string path)
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
        int? mode = OperatingSystem.IsWindows() || kind == EntryKind.Link ? null : (int)info.UnixFileMode & PermissionBits;
        var modified = FileTime.FromDateTime(info.LastWriteTimeUtc);
        return new FileStatus(kind, mode, kind == EntryKind.File ? info.Length : 0, modified, Identity: null);
    }
}

using Swarm.Core.Errors;
using Swarm.Core.Files;

namespace Swarm.State.Files;

/// <summary>Tells what lies at a path without opening it, because opening a FIFO blocks and opening a device acts.</summary>
internal static class FileProbe
{
    internal static FileKind KindOf(string path) => OperatingSystem.IsWindows() ? KindOnWindows(path) : KindOnUnix(path);

    private static FileKind KindOnWindows(string path)
    {
        var file = new FileInfo(path);
        if ((int)file.Attributes == -1)
            return FileKind.Absent;
        if (file.LinkTarget is not null)
            return FileKind.Link;
        if (file.Attributes.HasFlag(FileAttributes.Directory))
            return FileKind.Directory;
        return file.Attributes.HasFlag(FileAttributes.Device) ? FileKind.Special : FileKind.Regular;
    }

    private static FileKind KindOnUnix(string path)
    {
        try
        {
            return UnixStatus.Read(path)?.Type switch
            {
                null => FileKind.Absent,
                UnixFileType.Regular => FileKind.Regular,
                UnixFileType.Folder => FileKind.Directory,
                UnixFileType.Link => FileKind.Link,
                _ => FileKind.Special,
            };
        }
        catch (IOException exception)
        {
            throw new SwarmException(ErrorCode.PathInvalid, exception.Message, exception);
        }
    }
}

using System.Runtime.InteropServices;
using Swarm.Core.Errors;

namespace Swarm.State.Files;

/// <summary>Tells what lies at a path without opening it, because opening a FIFO blocks and opening a device acts.</summary>
internal static partial class FileProbe
{
    private const int StatusSize = 256;
    private const int CurrentDirectory = -100;
    private const int NoFollow = 0x100;
    private const uint TypeWanted = 1;
    private const int LinuxModeOffset = 28;
    private const int MacModeOffset = 4;
    private const int NotFound = 2;
    private const int NotDirectory = 20;
    private const int TypeMask = 0xF000;

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
        Span<byte> status = stackalloc byte[StatusSize];
        if (ReadStatus(path, ref MemoryMarshal.GetReference(status)) != 0)
        {
            var error = Marshal.GetLastPInvokeError();
            return error is NotFound or NotDirectory
                ? FileKind.Absent
                : throw new SwarmException(
                    ErrorCode.PathInvalid, $"'{path}' cannot be examined: {Marshal.GetPInvokeErrorMessage(error)}.");
        }

        var mode = MemoryMarshal.Read<ushort>(status[(OperatingSystem.IsLinux() ? LinuxModeOffset : MacModeOffset)..]);
        return (mode & TypeMask) switch
        {
            0x8000 => FileKind.Regular,
            0x4000 => FileKind.Directory,
            0xA000 => FileKind.Link,
            _ => FileKind.Special,
        };
    }

    private static int ReadStatus(string path, ref byte status)
    {
        if (OperatingSystem.IsLinux())
            return ReadStatusOnLinux(CurrentDirectory, path, NoFollow, TypeWanted, ref status);
        return RuntimeInformation.ProcessArchitecture == Architecture.X64
            ? ReadStatusOnIntelMac(path, ref status)
            : ReadStatusOnMac(path, ref status);
    }

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ReadStatusOnLinux(int directory, string path, int flags, uint mask, ref byte status);

    [LibraryImport("libc", EntryPoint = "lstat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ReadStatusOnMac(string path, ref byte status);

    [LibraryImport("libc", EntryPoint = "lstat$INODE64", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ReadStatusOnIntelMac(string path, ref byte status);
}

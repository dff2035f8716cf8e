using System.Runtime.InteropServices;
using System.Text;

namespace Swarm.Core.Files;

/// <summary>What Linux and macOS say of one path, without following a link (statx(2), fstatat(2)).</summary>
/// <param name="Type">What it is.</param>
/// <param name="Permissions">The twelve permission bits.</param>
/// <param name="Owner">The number of the user who owns it.</param>
/// <param name="Size">The size in bytes.</param>
/// <param name="Device">The number of the device that it lies on.</param>
/// <param name="Inode">Its number there.</param>
/// <param name="Modified">When its content was modified.</param>
/// <param name="Changed">When it or what is known of it was changed; no program can set this.</param>
/// <param name="Mount">The number of the mount that it belongs to; 0 where the system does not tell.</param>
public readonly record struct UnixStatus(
    UnixFileType Type, int Permissions, uint Owner, long Size, ulong Device, ulong Inode, FileTime Modified, FileTime Changed, ulong Mount)
{
    /// <summary>How many names it has: hard links.</summary>
    public uint Names { get; init; } = 1;

    private const uint Wanted = 0x17ff;
    private const int TypeMask = 0xf000;
    private const int PermissionMask = 0xfff;
    private const int Size256 = 256;

    /// <summary>Reads the status of a path.</summary>
    /// <param name="path">The path.</param>
    /// <returns>The status, or null where there is nothing.</returns>
    /// <exception cref="IOException">It cannot be examined.</exception>
    public static UnixStatus? Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var status = TryRead(UnixCalls.CurrentFolder, Encoding.UTF8.GetBytes(path), out var error);
        return status is not null || error is UnixCalls.NotFound or UnixCalls.NotFolder
            ? status
            : throw new IOException($"'{path}' cannot be examined: {Marshal.GetPInvokeErrorMessage(error)}.");
    }

    /// <summary>Reads the status of a name in a folder.</summary>
    /// <param name="folder">The folder's descriptor.</param>
    /// <param name="name">The name.</param>
    /// <param name="error">The error number, where there is no status.</param>
    internal static unsafe UnixStatus? TryRead(int folder, ReadOnlySpan<byte> name, out int error)
    {
        Span<byte> status = stackalloc byte[Size256];
        int result;
        fixed (byte* text = UnixName.Terminate(name), buffer = status)
        {
            result = OperatingSystem.IsLinux() ? UnixCalls.StatusOnLinux(folder, text, UnixCalls.NoFollow, Wanted, buffer)
                : RuntimeInformation.ProcessArchitecture == Architecture.X64 ? UnixCalls.StatusOnIntelMac(folder, text, buffer, UnixCalls.NoFollow)
                : UnixCalls.StatusOnMac(folder, text, buffer, UnixCalls.NoFollow);
        }

        error = result == 0 ? 0 : UnixCalls.LastError;
        return result != 0 ? null : OperatingSystem.IsLinux() ? ParseLinux(status) : ParseMac(status);
    }

    // struct statx is the same on every architecture.
    private static UnixStatus ParseLinux(ReadOnlySpan<byte> status)
    {
        var mode = MemoryMarshal.Read<ushort>(status[28..]);
        var device = ((ulong)MemoryMarshal.Read<uint>(status[136..]) << 32) | MemoryMarshal.Read<uint>(status[140..]);
        return new UnixStatus(
            TypeOf(mode), mode & PermissionMask, MemoryMarshal.Read<uint>(status[20..]), MemoryMarshal.Read<long>(status[40..]), device,
            MemoryMarshal.Read<ulong>(status[32..]), LinuxTime(status[112..]), LinuxTime(status[96..]), MemoryMarshal.Read<ulong>(status[144..]))
        {
            Names = MemoryMarshal.Read<uint>(status[16..]),
        };
    }

    // struct stat with inode numbers of 64 bits.
    private static UnixStatus ParseMac(ReadOnlySpan<byte> status)
    {
        var mode = MemoryMarshal.Read<ushort>(status[4..]);
        return new UnixStatus(
            TypeOf(mode), mode & PermissionMask, MemoryMarshal.Read<uint>(status[16..]), MemoryMarshal.Read<long>(status[96..]), MemoryMarshal.Read<uint>(status),
            MemoryMarshal.Read<ulong>(status[8..]), MacTime(status[48..]), MacTime(status[64..]), Mount: 0)
        {
            Names = MemoryMarshal.Read<ushort>(status[6..]),
        };
    }

    private static FileTime LinuxTime(ReadOnlySpan<byte> time) => new(MemoryMarshal.Read<long>(time), MemoryMarshal.Read<int>(time[8..]));

    private static FileTime MacTime(ReadOnlySpan<byte> time) => new(MemoryMarshal.Read<long>(time), (int)MemoryMarshal.Read<long>(time[8..]));

    private static UnixFileType TypeOf(int mode) => (mode & TypeMask) switch
    {
        0x8000 => UnixFileType.Regular,
        0x4000 => UnixFileType.Folder,
        0xa000 => UnixFileType.Link,
        _ => UnixFileType.Special,
    };
}

using System.Runtime.InteropServices;

namespace Swarm.Storage.Trees;

/// <summary>The <c>statx</c> call, whose structure is the same on every Linux architecture (statx(2)).</summary>
internal static partial class LinuxStatus
{
    private const int CurrentDirectory = -100;
    private const int NoFollow = 0x100;
    private const uint BasicStatistics = 0x7ff;
    private const int KindMask = 0xf000;

    public static FileStatus? Read(string path)
    {
        if (Statx(CurrentDirectory, path, NoFollow, BasicStatistics, out var result) != 0)
        {
            const int NoEntry = 2, NotDirectory = 20;
            return Marshal.GetLastPInvokeError() is NoEntry or NotDirectory
                ? null
                : throw new IOException($"'{path}' cannot be examined: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}.");
        }

        var kind = (result.Mode & KindMask) switch
        {
            0x8000 => EntryKind.File,
            0x4000 => EntryKind.Directory,
            0xa000 => EntryKind.Link,
            _ => EntryKind.Special,
        };
        var modified = result.Modified.Time;
        var device = ((ulong)result.DeviceMajor << 32) | result.DeviceMinor;
        var identity = new FileIdentity(device, result.Inode, (long)result.Size, modified, result.Changed.Nanoseconds);
        return new FileStatus(kind, result.Mode & 0xfff, kind == EntryKind.File ? (long)result.Size : 0, modified, identity) { Names = result.Names };
    }

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int directory, string path, int flags, uint mask, out Result result);

    [StructLayout(LayoutKind.Explicit, Size = 16)]
    private readonly struct Moment
    {
        [FieldOffset(0)]
        private readonly long _seconds;

        [FieldOffset(8)]
        private readonly uint _nanoseconds;

        public long Nanoseconds => (_seconds * FileTime.PerSecond) + _nanoseconds;

        public FileTime Time => new(_seconds, (int)_nanoseconds);
    }

    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private readonly struct Result
    {
        [FieldOffset(16)]
        public readonly uint Names;

        [FieldOffset(28)]
        public readonly ushort Mode;

        [FieldOffset(32)]
        public readonly ulong Inode;

        [FieldOffset(40)]
        public readonly ulong Size;

        [FieldOffset(96)]
        public readonly Moment Changed;

        [FieldOffset(112)]
        public readonly Moment Modified;

        [FieldOffset(136)]
        public readonly uint DeviceMajor;

        [FieldOffset(140)]
        public readonly uint DeviceMinor;
    }
}

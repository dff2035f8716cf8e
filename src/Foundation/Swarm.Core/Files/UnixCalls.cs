using System.Runtime.InteropServices;

namespace Swarm.Core.Files;

/// <summary>
/// The system calls on files, relative to the descriptor of a folder, with names as bytes: so they reach what lies deeper
/// than any path is long, and what has a name that is not Unicode.
/// </summary>
internal static unsafe partial class UnixCalls
{
    internal const int NotPermitted = 1;
    internal const int NotFound = 2;
    internal const int AccessDenied = 13;
    internal const int Busy = 16;
    internal const int NotFolder = 20;

    internal const int ReadOnly = 0;
    internal const int PathOnly = 0x200000;

    internal const int DetachMount = 2;
    internal const int NoFollowMount = 8;

    /// <summary><c>FS_IOC_GETFLAGS</c> and <c>FS_IOC_SETFLAGS</c> where a long has 64 bits (ioctl_iflags(2)).</summary>
    internal const nuint GetFlags = 0x80086601;
    internal const nuint SetFlags = 0x40086602;
    internal const uint AppendOnlyFlag = 0x20;
    internal const uint ImmutableFlag = 0x10;

    internal static readonly int CurrentFolder = OperatingSystem.IsMacOS() ? -2 : -100;
    internal static readonly int NoFollow = OperatingSystem.IsMacOS() ? 0x20 : 0x100;
    internal static readonly int RemoveFolder = OperatingSystem.IsMacOS() ? 0x80 : 0x200;
    internal static readonly int OpenCloseOnExecute = OperatingSystem.IsMacOS() ? 0x1000000 : 0x80000;
    internal static readonly int OpenWithoutBlocking = OperatingSystem.IsMacOS() ? 4 : 0x800;
    internal static readonly int OpenFolder = OperatingSystem.IsMacOS() ? 0x100000 : HasArmFlags ? 0x4000 : 0x10000;
    internal static readonly int OpenNoFollow = OperatingSystem.IsMacOS() ? 0x100 : HasArmFlags ? 0x8000 : 0x20000;

    private const string Library = "libc";

    /// <summary>The error number of the last call.</summary>
    internal static int LastError => Marshal.GetLastPInvokeError();

    // Linux has these two flags where each architecture had them first.
    private static bool HasArmFlags =>
        RuntimeInformation.ProcessArchitecture is Architecture.Arm or Architecture.Arm64 or Architecture.Armv6 or Architecture.Ppc64le;

    [LibraryImport(Library, EntryPoint = "openat", SetLastError = true)]
    internal static partial int OpenAt(int folder, byte* name, int flags);

    [LibraryImport(Library, EntryPoint = "close")]
    internal static partial int Close(int descriptor);

    [LibraryImport(Library, EntryPoint = "unlinkat", SetLastError = true)]
    internal static partial int UnlinkAt(int folder, byte* name, int flags);

    [LibraryImport(Library, EntryPoint = "renameat", SetLastError = true)]
    internal static partial int RenameAt(int folder, byte* name, int target, byte* newName);

    [LibraryImport(Library, EntryPoint = "readlinkat", SetLastError = true)]
    internal static partial nint ReadLinkAt(int folder, byte* name, byte* buffer, nuint size);

    [LibraryImport(Library, EntryPoint = "fchmodat", SetLastError = true)]
    internal static partial int ChangeModeAt(int folder, byte* name, uint mode, int flags);

    [LibraryImport(Library, EntryPoint = "geteuid")]
    internal static partial uint EffectiveUser();

    [LibraryImport(Library, EntryPoint = "ioctl", SetLastError = true)]
    internal static partial int Control(int descriptor, nuint request, ref nint value);

    /// <summary>macOS.</summary>
    [LibraryImport(Library, EntryPoint = "fchflags", SetLastError = true)]
    internal static partial int ChangeFlags(int descriptor, uint flags);

    /// <summary>Linux.</summary>
    [LibraryImport(Library, EntryPoint = "umount2", SetLastError = true)]
    internal static partial int Unmount(byte* path, int flags);

    /// <summary>Linux.</summary>
    [LibraryImport(Library, EntryPoint = "statx", SetLastError = true)]
    internal static partial int StatusOnLinux(int folder, byte* name, int flags, uint mask, byte* status);

    [LibraryImport(Library, EntryPoint = "fstatat", SetLastError = true)]
    internal static partial int StatusOnMac(int folder, byte* name, byte* status, int flags);

    [LibraryImport(Library, EntryPoint = "fstatat$INODE64", SetLastError = true)]
    internal static partial int StatusOnIntelMac(int folder, byte* name, byte* status, int flags);

    [LibraryImport(Library, EntryPoint = "fdopendir", SetLastError = true)]
    internal static partial nint OpenListing(int descriptor);

    [LibraryImport(Library, EntryPoint = "fdopendir$INODE64", SetLastError = true)]
    internal static partial nint OpenListingOnIntelMac(int descriptor);

    [LibraryImport(Library, EntryPoint = "readdir", SetLastError = true)]
    internal static partial byte* ReadListing(nint listing);

    [LibraryImport(Library, EntryPoint = "readdir$INODE64", SetLastError = true)]
    internal static partial byte* ReadListingOnIntelMac(nint listing);

    [LibraryImport(Library, EntryPoint = "closedir")]
    internal static partial int CloseListing(nint listing);
}

using System.Runtime.InteropServices;

namespace Swarm.Supervisor.Confinement;

/// <summary>The system calls of Linux that confinement takes, with their constants (x86-64 and arm64).</summary>
internal static unsafe partial class Kernel
{
    internal const int NewMounts = 0x00020000;
    internal const int NewUsers = 0x10000000;

    internal const nuint ReadOnly = 1;
    internal const nuint NoSetUserId = 2;
    internal const nuint NoDevices = 4;
    internal const nuint NoExecution = 8;
    internal const nuint Bind = 0x1000;
    internal const nuint Recursive = 0x4000;
    internal const nuint Private = 0x40000;

    internal const int UnixFamily = 1;
    internal const int InternetFamily = 2;
    internal const int Internet6Family = 10;
    internal const int HypervisorFamily = 40;
    internal const int Stream = 1;
    internal const int Datagram = 2;
    internal const int CloseOnExecute = 0x80000;

    internal const int NotPermitted = 1;
    internal const int Exists = 17;
    internal const int ReadOnlyFileSystem = 30;
    internal const int FamilyUnsupported = 97;
    internal const int AddressUnavailable = 99;
    internal const int NetworkUnreachable = 101;
    internal const int ConnectionRefused = 111;

    private const string Library = "libc";
    private const int HereFolder = -100;
    private const uint AtRecursive = 0x8000;
    private const uint AtNoSymlinkFollow = 0x100;
    private const nint SetMountAttributes = 442;

    private static readonly nint PivotRoot = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 155 : 41;

    /// <summary>Sets flags of a mount, and of those below it where asked (Linux 5.12).</summary>
    internal static nint SetFlags(string path, nuint flags, bool isRecursive)
    {
        var attributes = stackalloc ulong[4];
        attributes[0] = flags;
        attributes[1] = attributes[2] = attributes[3] = 0;
        var how = (nint)((isRecursive ? AtRecursive : 0) | AtNoSymlinkFollow);
        fixed (byte* name = System.Text.Encoding.UTF8.GetBytes(path + '\0'))
            return syscall(SetMountAttributes, HereFolder, (nint)name, how, (nint)attributes, 4 * sizeof(ulong));
    }

    /// <summary>Makes a folder the root of the calling thread's mount namespace.</summary>
    internal static nint ChangeRoot(string root, string old)
    {
        fixed (byte* first = System.Text.Encoding.UTF8.GetBytes(root + '\0'), second = System.Text.Encoding.UTF8.GetBytes(old + '\0'))
            return syscall(PivotRoot, (nint)first, (nint)second, 0, 0, 0);
    }

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int unshare(int flags);

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int mount(string? source, string target, string? type, nuint flags, string? data);

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int umount2(string target, int flags);

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int mkdir(string path, uint mode);

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int mknod(string path, uint mode, ulong device);

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int symlink(string target, string path);

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int chdir(string path);

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int sethostname(string name, nuint length);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int prctl(int option, nint first, nint second, nint third, nint fourth);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int capset(void* header, void* data);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int setrlimit(int resource, ulong* limits);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int getrlimit(int resource, ulong* limits);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int socket(int family, int type, int protocol);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int connect(int socket, byte* address, uint length);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int bind(int socket, byte* address, uint length);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int listen(int socket, int backlog);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial nint send(int socket, byte* buffer, nuint count, int flags);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial nint sendmsg(int socket, void* message, int flags);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int ioctl(int descriptor, nuint request, void* argument);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int fcntl(int descriptor, int command, int argument);

    [LibraryImport(Library, SetLastError = true)]
    private static partial nint syscall(nint number, nint first, nint second, nint third, nint fourth, nint fifth);
}

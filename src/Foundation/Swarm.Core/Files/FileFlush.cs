using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Swarm.Core.Files;

/// <summary>
/// The one way to the disk: the system's own flush, with its answer. .NET's <c>Flush(true)</c> and <c>FlushToDisk</c> return
/// in silence where the disk is full or failing, so a test forbids them. After a flush that failed nothing that was written is to be
/// believed: the system may have forgotten what it could not write, and a second flush would succeed.
/// </summary>
public static partial class FileFlush
{
    // fcntl(2) of macOS: fsync(2) leaves the bytes in the drive's own cache there.
    private const int FullFileSync = 51;

    /// <summary>Hands a stream's bytes to the system and waits until they are on the disk.</summary>
    /// <param name="stream">A file that is open for writing.</param>
    /// <exception cref="IOException">They may not be there. Its code is the system's.</exception>
    public static void Flush(FileStream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        stream.Flush();
        Flush(stream.SafeFileHandle, stream.Name);
    }

    /// <summary>Waits until a file or, on Unix, a folder is on the disk.</summary>
    internal static void Flush(SafeFileHandle handle, string path)
    {
        if (!TryFlush(handle))
        {
            var code = Marshal.GetLastPInvokeError();
            throw Failure($"'{path}' could not be flushed to the disk: {Marshal.GetPInvokeErrorMessage(code)}.", code);
        }
    }

    /// <summary>Makes the exception of a system call that failed, with its code.</summary>
    internal static IOException Failure(string message, int code)
    {
        const int Win32Facility = unchecked((int)0x80070000);
        return new IOException(message, OperatingSystem.IsWindows() ? Win32Facility | code : code);
    }

    private static bool TryFlush(SafeFileHandle handle)
    {
        if (OperatingSystem.IsWindows())
        {
            return FlushFileBuffers(handle);
        }

        const int Interrupted = 4;
        int result;
        do
        {
            // A file system that cannot reach into its drive says so, and then fsync(2) is what there is.
            result = OperatingSystem.IsMacOS() && Control(handle, FullFileSync) == 0 ? 0 : FileSync(handle);
        }
        while (result != 0 && Marshal.GetLastPInvokeError() == Interrupted);
        return result == 0;
    }

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int FileSync(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int Control(SafeFileHandle file, int command);

    [LibraryImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool FlushFileBuffers(SafeFileHandle file);
}

using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Swarm.Core.Files;

/// <summary>Makes a rename durable: the folder's own entry must reach the disk too (fsync(2)).</summary>
public static partial class DirectoryFlush
{
    private const int CloseOnExecLinux = 0x80000;
    private const int CloseOnExecMac = 0x1000000;

    /// <summary>Flushes a folder. Windows keeps renames in its journal and needs nothing.</summary>
    /// <param name="path">The folder.</param>
    /// <exception cref="IOException">The folder cannot be flushed: a rename in it may not be on the disk.</exception>
    public static void Flush(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        using var folder = Open(path, OperatingSystem.IsMacOS() ? CloseOnExecMac : CloseOnExecLinux);
        if (folder.IsInvalid)
        {
            var code = Marshal.GetLastPInvokeError();
            throw FileFlush.Failure($"'{path}' cannot be opened: {Marshal.GetPInvokeErrorMessage(code)}.", code);
        }

        try
        {
            FileFlush.Flush(folder, path);
        }
        catch (IOException exception) when (exception.HResult is InvalidArgument or NotSupportedLinux or NotSupportedMac)
        {
            // A file system that has no flush of folders (SMB) says so; it keeps its own order.
        }
    }

    private const int InvalidArgument = 22, NotSupportedLinux = 95, NotSupportedMac = 45;

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle Open(string path, int flags);
}

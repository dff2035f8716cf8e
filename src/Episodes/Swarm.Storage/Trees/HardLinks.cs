using System.Runtime.InteropServices;

namespace Swarm.Storage.Trees;

/// <summary>Gives a file a second name.</summary>
public static partial class HardLinks
{
    /// <summary>Makes another name of a file.</summary>
    /// <param name="existing">The file, no link.</param>
    /// <param name="path">The other name, where nothing is.</param>
    /// <returns>Whether the file system has such names, and room for one more of this file.</returns>
    /// <exception cref="IOException">It cannot be made for another reason.</exception>
    public static bool TryCreate(string existing, string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return CreateOnWindows(path, existing, 0);
        }

        if (Link(existing, path) == 0)
        {
            return true;
        }

        var error = Marshal.GetLastPInvokeError();
        const int NotPermitted = 1, TooMany = 31;
        var unsupported = OperatingSystem.IsMacOS() ? 45 : 95;
        return error is NotPermitted or TooMany || error == unsupported
            ? false
            : throw new IOException($"'{path}' cannot be made a second name of '{existing}': {Marshal.GetPInvokeErrorMessage(error)}.");
    }

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Link(string existing, string path);

    [LibraryImport("kernel32", EntryPoint = "CreateHardLinkW", SetLastError = true, StringMarshalling = StringMarshalling.Utf16)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool CreateOnWindows(string path, string existing, nint security);
}

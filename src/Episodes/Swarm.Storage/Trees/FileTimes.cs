using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Swarm.Core.Files;

namespace Swarm.Storage.Trees;

/// <summary>Sets modification times with every nanosecond, of links too (utimensat(2)).</summary>
public static partial class FileTimes
{
    private const int Omit = (1 << 30) - 2;

    /// <summary>Sets the modification time of an open file.</summary>
    /// <param name="handle">The file.</param>
    /// <param name="time">The time; a file system that cannot hold it keeps the nearest that it can.</param>
    /// <exception cref="IOException">It cannot be set.</exception>
    public static void SetModified(SafeFileHandle handle, FileTime time)
    {
        if (OperatingSystem.IsWindows())
        {
            File.SetLastWriteTimeUtc(handle, InRange(time));
            return;
        }

        Require(SetOpen(handle, Times(time)), "a restored file");
    }

    /// <summary>Sets the modification time of a folder or a link, which is not followed.</summary>
    /// <param name="path">The folder or link.</param>
    /// <param name="time">The time; a file system that cannot hold it keeps the nearest that it can.</param>
    /// <exception cref="IOException">It cannot be set.</exception>
    public static void SetModified(string path, FileTime time)
    {
        if (OperatingSystem.IsWindows())
        {
            // Windows' runtime follows a link here; the time of a link is not worth touching its target.
            if (FileStatus.Read(path) is { Kind: EntryKind.Directory })
            {
                Directory.SetLastWriteTimeUtc(path, InRange(time));
            }

            return;
        }

        var (currentDirectory, noFollow) = OperatingSystem.IsMacOS() ? (-2, 0x20) : (-100, 0x100);
        Require(SetAt(currentDirectory, path, Times(time), noFollow), $"'{path}'");
    }

    private static void Require(int result, string what)
    {
        if (result != 0)
        {
            throw new IOException($"The time of {what} cannot be set: {Marshal.GetLastPInvokeErrorMessage()}.");
        }
    }

    // Windows counts from 1601.
    private static DateTime InRange(FileTime time) =>
        time.ToDateTime() is var whole && whole > DateTime.FromFileTimeUtc(0) ? whole : DateTime.FromFileTimeUtc(1);

    private static Moment[] Times(FileTime time) => [new Moment { Nanoseconds = Omit }, new Moment { Seconds = (nint)time.Seconds, Nanoseconds = time.Nanoseconds }];

    [LibraryImport("libc", EntryPoint = "futimens", SetLastError = true)]
    private static partial int SetOpen(SafeFileHandle handle, Moment[] times);

    [LibraryImport("libc", EntryPoint = "utimensat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetAt(int directory, string path, Moment[] times, int flags);

    /// <summary>The C library's <c>timespec</c>.</summary>
    private struct Moment
    {
        public nint Seconds;
        public nint Nanoseconds;
    }
}

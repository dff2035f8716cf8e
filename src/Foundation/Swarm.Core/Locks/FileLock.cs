using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Swarm.Core.Errors;

namespace Swarm.Core.Locks;

/// <summary>
/// The operating system's own lock on a file: flock(2), or the sharing mode of Windows. It ends with its process. .NET's way to it is not
/// used, because a variable turns that off and because it takes a file system that cannot lock for one whose lock was taken.
/// </summary>
public sealed partial class FileLock : IDisposable
{
    private const int Shared = 1, Exclusive = 2, NonBlocking = 4;

    private readonly SafeFileHandle _handle;

    private FileLock(SafeFileHandle handle) => _handle = handle;

    /// <summary>The file's handle, for whoever writes into a file that it has locked.</summary>
    public SafeFileHandle Handle => _handle;

    /// <summary>Takes a lock, unless somebody has it; a file that is not there is made.</summary>
    /// <param name="path">The file, which is nothing but a lock.</param>
    /// <param name="isExclusive">Whether nobody else may hold it; otherwise only exclusive holders are kept out.</param>
    /// <returns>The lock; null where another process or handle has it.</returns>
    /// <exception cref="SwarmException">The file system cannot lock (<c>LOCK_UNAVAILABLE</c>).</exception>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">The file cannot be opened.</exception>
    public static FileLock? TryTake(string path, bool isExclusive) => TryTake(path, isExclusive, FileMode.OpenOrCreate);

    /// <summary>Takes a lock on a file that is there already, as <see cref="TryTake(string, bool)"/> does.</summary>
    /// <param name="path">The file.</param>
    /// <param name="isExclusive">Whether nobody else may hold it.</param>
    public static FileLock? TryTakeExisting(string path, bool isExclusive) => TryTake(path, isExclusive, FileMode.Open);

    /// <summary>Proves that locks in a folder keep others out: while one handle holds a lock, a second must be refused it.</summary>
    /// <param name="path">A file that is nothing but a lock; others may hold it meanwhile, which proves it too.</param>
    /// <exception cref="SwarmException">They do not (<c>LOCK_UNAVAILABLE</c>).</exception>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">The file cannot be opened.</exception>
    public static void Prove(string path)
    {
        using var first = TryTake(path, isExclusive: false);
        using var second = first is null ? null : TryTake(path, isExclusive: true);
        if (second is not null)
        {
            throw Unavailable(path, "a second holder was not refused");
        }
    }

    /// <summary>Lets go.</summary>
    public void Dispose() => _handle.Dispose();

    private static FileLock? TryTake(string path, bool isExclusive, FileMode mode)
    {
        SafeFileHandle handle;
        try
        {
            handle = Open(path, isExclusive, mode);
        }
        catch (IOException exception) when (IsHeld(exception.HResult))
        {
            return null;
        }

        if (OperatingSystem.IsWindows())
        {
            return new FileLock(handle);
        }

        if (TryLock(handle, (isExclusive ? Exclusive : Shared) | NonBlocking) is not { } code)
        {
            return new FileLock(handle);
        }

        handle.Dispose();
        return IsHeld(code) ? null : throw Unavailable(path, Marshal.GetPInvokeErrorMessage(code));
    }

    private static SafeFileHandle Open(string path, bool isExclusive, FileMode mode)
    {
        if (OperatingSystem.IsWindows())
        {
            return isExclusive
                ? File.OpenHandle(path, mode, FileAccess.ReadWrite, FileShare.Delete)
                : File.OpenHandle(path, mode, FileAccess.Read, FileShare.Read | FileShare.Delete);
        }

        // Some network file systems give an exclusive lock only to who may write; who may only read takes a shared one.
        return File.OpenHandle(path, mode, isExclusive ? FileAccess.ReadWrite : FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
    }

    /// <returns>The system's error; null where the lock was taken.</returns>
    private static int? TryLock(SafeFileHandle handle, int operation)
    {
        const int Interrupted = 4;
        while (Lock(handle, operation) != 0)
        {
            var code = Marshal.GetLastPInvokeError();
            if (code != Interrupted)
            {
                return code;
            }
        }

        return null;
    }

    // EWOULDBLOCK on Linux and macOS, a sharing or lock violation on Windows.
    private static bool IsHeld(int code)
    {
        const int SharingViolation = unchecked((int)0x80070020), LockViolation = unchecked((int)0x80070021);
        return code is SharingViolation or LockViolation || code == (OperatingSystem.IsMacOS() ? 35 : 11);
    }

    private static SwarmException Unavailable(string path, string reason) => new(
        ErrorCode.LockUnavailable,
        $"Locks do not hold in '{Path.GetDirectoryName(path)}' ({reason}), so that processes would destroy each other's work there: use a folder on a disk of this machine, or mount that file system with locks.");

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    private static partial int Lock(SafeFileHandle file, int operation);
}

using Swarm.Core.Errors;

namespace Swarm.Core.Files;

/// <summary>Writes files so that after a crash each is either as it was or whole, and says in one line what forbids it.</summary>
public static class DurableFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Writes a new file beside the destination, flushes it, renames it over the destination and flushes the folder.</summary>
    /// <param name="path">The destination; what stands there is replaced.</param>
    /// <param name="content">The bytes.</param>
    /// <exception cref="SwarmException">The disk is full, read-only or failing (<c>STORE_UNWRITABLE</c>).</exception>
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        var temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            WriteNew(temporary, content);
            File.Move(temporary, path, overwrite: true);
            DirectoryFlush.Flush(Path.GetDirectoryName(Path.GetFullPath(path))!);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            TryDelete(temporary);
            throw Unwritable(path, exception);
        }
    }

    /// <summary>Writes a file where nothing is, readable by its owner alone, and flushes it. What cannot be written whole is removed.</summary>
    /// <param name="path">The file.</param>
    /// <param name="content">The bytes.</param>
    /// <exception cref="IOException">Something is there, or it cannot be written.</exception>
    public static void WriteNew(string path, ReadOnlySpan<byte> content) => WriteNew(path, content, isFlushed: true);

    /// <summary>Writes a file where nothing is, readable by its owner alone, that need not outlive a power cut. What cannot be written whole is removed.</summary>
    /// <param name="path">The file.</param>
    /// <param name="content">The bytes.</param>
    /// <exception cref="IOException">Something is there, or it cannot be written.</exception>
    public static void WriteScratch(string path, ReadOnlySpan<byte> content) => WriteNew(path, content, isFlushed: false);

    private static void WriteNew(string path, ReadOnlySpan<byte> content, bool isFlushed)
    {
        using var stream = Create(path, bufferSize: 0);
        try
        {
            stream.Write(content);
            if (isFlushed)
            {
                FileFlush.Flush(stream);
            }
        }
        catch
        {
            stream.Dispose();
            TryDelete(path);
            throw;
        }
    }

    /// <summary>Creates a file that only its owner can read, for writing; it must not be there.</summary>
    /// <param name="path">The file.</param>
    /// <param name="bufferSize">The stream's buffer in bytes.</param>
    public static FileStream Create(string path, int bufferSize = 4096)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.Read, BufferSize = bufferSize };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        return new FileStream(path, options);
    }

    /// <summary>Creates a folder that only its owner can enter, with those above it that are missing, which are the same.</summary>
    /// <param name="path">The folder.</param>
    /// <exception cref="SwarmException">It cannot be created (<c>STORE_UNWRITABLE</c>).</exception>
    public static void CreateDirectory(string path) => CreateDirectory(path, isFlushed: false);

    /// <summary>Creates a folder as <see cref="CreateDirectory(string)"/> does, and flushes each folder that got an entry.</summary>
    /// <param name="path">The folder.</param>
    /// <exception cref="SwarmException">It cannot be created, or not durably (<c>STORE_UNWRITABLE</c>).</exception>
    public static void CreateLastingDirectory(string path) => CreateDirectory(path, isFlushed: true);

    private static void CreateDirectory(string path, bool isFlushed)
    {
        try
        {
            // .NET gives those above the mode of the process's umask, so each is made on its own.
            var missing = new Stack<string>();
            for (var folder = Path.GetFullPath(path); folder is not null && !Directory.Exists(folder); folder = Path.GetDirectoryName(folder))
            {
                missing.Push(folder);
            }

            foreach (var folder in missing)
            {
                CreateOne(folder);
                if (isFlushed)
                {
                    DirectoryFlush.Flush(Path.GetDirectoryName(folder)!);
                }
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(path, exception);
        }
    }

    private static void CreateOne(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, OwnerOnly | UnixFileMode.UserExecute);
        }
    }

    /// <summary>Whether a failure says that the disk, or the user's share of it, is full.</summary>
    /// <param name="exception">The failure; what caused it counts too.</param>
    public static bool IsDiskFull(Exception exception)
    {
        const int WindowsDiskFull = unchecked((int)0x80070070), WindowsHandleDiskFull = unchecked((int)0x80070027), NoSpace = 28;
        var quotaExceeded = OperatingSystem.IsMacOS() ? 69 : 122;
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (cause is IOException && (cause.HResult is WindowsDiskFull or WindowsHandleDiskFull or NoSpace || cause.HResult == quotaExceeded
                || cause.Message.Contains("No space left", StringComparison.OrdinalIgnoreCase)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Makes the exception for a path that cannot be written.</summary>
    /// <param name="path">The path.</param>
    /// <param name="cause">What the system said.</param>
    public static SwarmException Unwritable(string path, Exception cause)
    {
        ArgumentNullException.ThrowIfNull(cause);
        var reason = IsDiskFull(cause) ? "the disk is full; free some room and try again"
            : cause is UnauthorizedAccessException || cause.Message.Contains("Read-only", StringComparison.OrdinalIgnoreCase)
                ? "it is read-only for you; check its permissions and its mount"
                : cause.Message;
        return new SwarmException(ErrorCode.StoreUnwritable, $"'{path}' cannot be written: {reason}.", cause);
    }

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The first failure is the one to report.
        }
    }
}

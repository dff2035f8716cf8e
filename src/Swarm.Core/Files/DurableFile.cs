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

    /// <summary>Writes a file where nothing is, readable by its owner alone, and flushes it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="content">The bytes.</param>
    /// <exception cref="IOException">Something is there, or it cannot be written.</exception>
    public static void WriteNew(string path, ReadOnlySpan<byte> content)
    {
        using var stream = Create(path);
        stream.Write(content);
        stream.Flush(flushToDisk: true);
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

    /// <summary>Creates a folder that only its owner can enter, with those above it.</summary>
    /// <param name="path">The folder.</param>
    /// <exception cref="SwarmException">It cannot be created (<c>STORE_UNWRITABLE</c>).</exception>
    public static void CreateDirectory(string path)
    {
        try
        {
            if (OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(path);
            }
            else
            {
                Directory.CreateDirectory(path, OwnerOnly | UnixFileMode.UserExecute);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(path, exception);
        }
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

    private static bool IsDiskFull(Exception exception)
    {
        const int WindowsDiskFull = unchecked((int)0x80070070), NoSpace = 28, QuotaExceeded = 122;
        return exception.HResult is WindowsDiskFull or NoSpace or QuotaExceeded
            || exception.Message.Contains("No space left", StringComparison.OrdinalIgnoreCase);
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

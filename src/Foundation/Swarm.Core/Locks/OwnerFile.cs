using Swarm.Core.Errors;

namespace Swarm.Core.Locks;

/// <summary>
/// A file that says which process something belongs to. The process holds its lock as long as it runs; what it names may be cleared away
/// only where the lock is free and the process is proven dead.
/// </summary>
public sealed class OwnerFile : IDisposable
{
    /// <summary>The ending of such a file.</summary>
    public const string Extension = ".owner";

    private const string Unfinished = ".tmp";

    private const int MostBytes = 4096;

    private readonly FileLock _lock;
    private string _path;

    private OwnerFile(FileLock @lock, string path) => (_lock, _path) = (@lock, path);

    /// <summary>Names this process, and proves that locks hold there. The file appears with its lock and its content, or not at all.</summary>
    /// <param name="path">The file; one that is there is replaced.</param>
    /// <exception cref="SwarmException">Locks do not hold there (<c>LOCK_UNAVAILABLE</c>).</exception>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It cannot be written.</exception>
    public static OwnerFile Create(string path)
    {
        var temporary = $"{path}.{Guid.NewGuid():N}{Unfinished}";
        FileLock? held = null;
        try
        {
            held = FileLock.TryTake(temporary, isExclusive: true) ?? throw new IOException($"'{temporary}' is locked by another process.");
            RandomAccess.Write(held.Handle, ProcessIdentity.Current.Serialize(), fileOffset: 0);
            FileLock.Prove(temporary);
            File.Move(temporary, path, overwrite: true);
            return new OwnerFile(held, path);
        }
        catch
        {
            held?.Dispose();
            File.Delete(temporary);
            throw;
        }
    }

    /// <summary>Says whether the process that a file names still runs.</summary>
    /// <param name="path">The file.</param>
    public static OwnerState Judge(string path)
    {
        try
        {
            using var free = FileLock.TryTakeExisting(path, isExclusive: true);
            if (free is null)
            {
                return OwnerState.Alive;
            }

            Span<byte> content = stackalloc byte[MostBytes];
            var length = RandomAccess.Read(free.Handle, content, fileOffset: 0);
            return ProcessIdentity.Parse(content[..length]) is { } owner && owner.IsProvenDead(isLockFree: true) ? OwnerState.Dead : OwnerState.Unproven;
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return OwnerState.Absent;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or SwarmException)
        {
            return OwnerState.Unproven;
        }
    }

    /// <summary>Removes files of processes that were ended while they made them. The caller keeps everybody from making one there meanwhile.</summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="IOException">One cannot be removed.</exception>
    /// <exception cref="UnauthorizedAccessException">One cannot be removed.</exception>
    public static void RemoveUnfinished(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(folder, $"*{Extension}.*{Unfinished}").Where(file => Judge(file) == OwnerState.Dead || IsEmptyAndFree(file)))
        {
            File.Delete(file);
        }
    }

    /// <summary>Gives the file another name, its lock kept.</summary>
    /// <param name="path">The new path, in the same folder.</param>
    public void MoveTo(string path)
    {
        File.Move(_path, path, overwrite: true);
        _path = path;
    }

    /// <summary>Removes the file: what it named is gone.</summary>
    public void Delete() => File.Delete(_path);

    /// <summary>Lets go of the lock. A file that is still there names a process that does not answer for it any more.</summary>
    public void Dispose() => _lock.Dispose();

    // It names nobody yet, so that its lock alone tells: where locks are proven to hold.
    private static bool IsEmptyAndFree(string file)
    {
        try
        {
            FileLock.Prove(file);
            using var free = FileLock.TryTakeExisting(file, isExclusive: true);
            return free is not null && RandomAccess.GetLength(free.Handle) == 0;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or SwarmException)
        {
            return false;
        }
    }
}

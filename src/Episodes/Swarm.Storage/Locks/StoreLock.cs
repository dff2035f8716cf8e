using System.Diagnostics;
using Swarm.Core.Errors;
using Swarm.Core.Files;
using Swarm.Core.Locks;

namespace Swarm.Storage.Locks;

/// <summary>
/// A lock between processes, which ends with its process, so that nothing is left to break after a crash. Whoever waits does so for a bounded
/// time and is then told who holds it.
/// </summary>
internal sealed class StoreLock : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly FileLock _lock;
    private readonly string? _holderFile;

    private StoreLock(FileLock @lock, string? holderFile) => (_lock, _holderFile) = (@lock, holderFile);

    /// <summary>Takes a lock.</summary>
    /// <param name="folder">The folder of locks.</param>
    /// <param name="name">The lock.</param>
    /// <param name="exclusive">Whether nobody else may hold it; otherwise only exclusive holders are kept out.</param>
    /// <param name="purpose">What for, in words that another user reads.</param>
    /// <param name="patience">How long to wait.</param>
    public static StoreLock Acquire(string folder, string name, bool exclusive, string purpose, LockPatience patience)
    {
        var path = Path.Combine(folder, name + ".lock");
        var started = Stopwatch.GetTimestamp();
        long? hastened = null;
        while (true)
        {
            if (TryTake(path, exclusive) is { } held)
            {
                return new StoreLock(held, TryWriteHolder(folder, name, purpose));
            }

            if (Stopwatch.GetElapsedTime(started) > patience.Most)
            {
                throw Busy(folder, name, purpose, patience.Most);
            }

            if (patience.Haste.IsCancellationRequested && Stopwatch.GetElapsedTime(hastened ??= Stopwatch.GetTimestamp()) > LockPatience.InHaste)
            {
                throw new OperationCanceledException(patience.Haste);
            }

            Thread.Sleep(Pause);
        }
    }

    /// <summary>Proves that a lock keeps others out. Where the folder may only be read there is nobody to keep out from here.</summary>
    /// <param name="folder">The folder of locks.</param>
    /// <param name="name">The lock.</param>
    /// <exception cref="SwarmException">It does not (<c>LOCK_UNAVAILABLE</c>).</exception>
    public static void Prove(string folder, string name)
    {
        try
        {
            FileLock.Prove(Path.Combine(folder, name + ".lock"));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Whoever writes is told by what it writes.
        }
    }

    public void Dispose()
    {
        try
        {
            if (_holderFile is not null)
            {
                File.Delete(_holderFile);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A holder's file of a process that ended is not believed.
        }

        _lock.Dispose();
    }

    private static FileLock? TryTake(string path, bool exclusive)
    {
        try
        {
            return FileLock.TryTake(path, exclusive);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw DurableFile.Unwritable(path, exception);
        }
    }

    // On a full disk, and in a store that may only be read, the lock holds and nobody is told its holder's name.
    private static string? TryWriteHolder(string folder, string name, string purpose)
    {
        var path = Path.Combine(folder, $"{name}.{Guid.NewGuid():N}{LockHolder.Extension}");
        try
        {
            DurableFile.WriteScratch(path, LockHolder.Current(purpose).Serialize());
            return path;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static SwarmException Busy(string folder, string name, string purpose, TimeSpan patience)
    {
        var holders = Directory.EnumerateFiles(folder, $"{name}.*{LockHolder.Extension}").Select(LockHolder.Read).OfType<LockHolder>().Select(holder => holder.ToString()).ToArray();
        var who = holders.Length == 0 ? "another process" : string.Join("; ", holders);
        return new SwarmException(
            ErrorCode.StoreBusy,
            $"The store '{Path.GetDirectoryName(folder)}' is held by {who}. Waited {patience.TotalSeconds:0} s to {purpose}; try again when it is done.");
    }
}

using System.Diagnostics;
using Swarm.Core.Errors;
using Swarm.Core.Files;

namespace Swarm.Storage.Locks;

/// <summary>
/// A lock between processes: the operating system's own lock on a file, which ends with its process, so that nothing is
/// left to break after a crash. Whoever waits does so for a bounded time and is then told who holds it.
/// </summary>
internal sealed class StoreLock : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly FileStream _stream;
    private readonly string? _holderFile;

    private StoreLock(FileStream stream, string? holderFile) => (_stream, _holderFile) = (stream, holderFile);

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
            try
            {
                return Take(path, folder, name, exclusive, purpose);
            }
            catch (IOException exception) when (IsHeld(exception))
            {
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
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                throw DurableFile.Unwritable(path, exception);
            }
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

        _stream.Dispose();
    }

    private static StoreLock Take(string path, string folder, string name, bool exclusive, string purpose)
    {
        var stream = exclusive
            ? new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1)
            : new FileStream(path, FileMode.OpenOrCreate, FileAccess.Read, FileShare.Read, bufferSize: 1);
        try
        {
            return new StoreLock(stream, WriteHolder(folder, name, purpose));
        }
        catch (Exception exception) when (!exclusive && exception is (IOException or UnauthorizedAccessException))
        {
            // A store that may only be read has its readers' locks, and nobody is told their names.
            return new StoreLock(stream, holderFile: null);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    private static string WriteHolder(string folder, string name, string purpose)
    {
        var path = Path.Combine(folder, $"{name}.{Guid.NewGuid():N}{LockHolder.Extension}");
        try
        {
            File.WriteAllBytes(path, LockHolder.Current(purpose).Serialize());
            return path;
        }
        catch
        {
            // On a full disk the name fits and the content does not.
            File.Delete(path);
            throw;
        }
    }

    // EWOULDBLOCK on Linux and macOS, a sharing or lock violation on Windows.
    private static bool IsHeld(IOException exception)
    {
        const int SharingViolation = unchecked((int)0x80070020), LockViolation = unchecked((int)0x80070021);
        return exception.HResult is 11 or 35 or SharingViolation or LockViolation;
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

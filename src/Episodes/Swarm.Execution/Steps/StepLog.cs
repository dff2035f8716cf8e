using System.Buffers;
using System.Security.Cryptography;
using Swarm.Core.Digests;
using Swarm.Core.Errors;

namespace Swarm.Execution.Steps;

/// <summary>The log of a step: its outputs as they arrive, visible to other processes at once, cut at a limit.</summary>
internal sealed class StepLog : IDisposable
{
    private const int BufferSize = 128 * 1024;

    private readonly Lock _gate = new();
    private readonly FileStream _file;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly TaskCompletionSource _overflow = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly long _limit;
    private long _length;
    private bool _closed;

    private StepLog(FileStream file, long limit)
    {
        _file = file;
        _limit = limit;
    }

    /// <summary>Ends when more was written than the limit allows, and fails when the log cannot be written; else it never ends.</summary>
    public Task Overflow => _overflow.Task;

    /// <summary>Released when the log has grown or is complete, for one who follows it.</summary>
    public SemaphoreSlim Grown { get; } = new(0);

    /// <summary>Whether nothing is appended any more.</summary>
    public bool IsComplete => Volatile.Read(ref _closed);

    /// <summary>Creates the file in place of one that is there.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="limit">The most bytes that it may have.</param>
    /// <exception cref="SwarmException">It cannot be created (<c>STORE_UNWRITABLE</c>).</exception>
    public static StepLog Create(string path, long limit)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            Share = FileShare.ReadWrite | FileShare.Delete,
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;

        try
        {
            File.Delete(path);
            return new StepLog(new FileStream(path, options), limit);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(path, exception);
        }
    }

    /// <summary>
    /// Appends a stream until it ends, then disposes it: doing so earlier would wait for its writers. What comes past the
    /// limit is read and left out, so that no writer waits.
    /// </summary>
    /// <param name="stream">The stream; a blocking one.</param>
    /// <param name="masked">What masks secrets in it; null for nothing.</param>
    public Task PumpAsync(Stream stream, MaskedOutput? masked = null) => Task.Factory.StartNew(
        () =>
        {
            var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
            try
            {
                for (int count; (count = stream.Read(buffer)) > 0;)
                    Append(masked is null ? buffer.AsSpan(0, count) : masked.Write(buffer.AsSpan(0, count)));
            }
            catch (Exception exception) when (exception is IOException or ObjectDisposedException)
            {
                // The pipe broke or was let go: that is its end.
            }
            finally
            {
                if (masked is not null)
                    Append(masked.Complete());

                stream.Dispose();
                ArrayPool<byte>.Shared.Return(buffer);
            }
        },
        CancellationToken.None,
        TaskCreationOptions.LongRunning,
        TaskScheduler.Default);

    /// <summary>Takes nothing any more.</summary>
    /// <returns>The length of the file and the digest of its bytes.</returns>
    public (long Length, Digest Digest) Complete()
    {
        lock (_gate)
        {
            _closed = true;
            Grown.Release();
            return (_length, new Digest(_hash.GetCurrentHash()));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            _closed = true;
            _file.Dispose();
            _hash.Dispose();
        }
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        lock (_gate)
        {
            if (_closed || _overflow.Task.IsCompleted)
                return;

            var kept = bytes[..(int)Math.Min(bytes.Length, _limit - _length)];
            try
            {
                _file.Write(kept);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentOutOfRangeException)
            {
                // The last of these is what a limit on the size of files (EFBIG) comes as.
                _overflow.SetException(Unwritable(_file.Name, exception));
                return;
            }

            _hash.AppendData(kept);
            _length += kept.Length;
            if (Grown.CurrentCount == 0)
                Grown.Release();

            if (kept.Length < bytes.Length)
                _overflow.SetResult();
        }
    }

    private static SwarmException Unwritable(string path, Exception cause) => new(
        ErrorCode.StoreUnwritable,
        $"The step's log '{path}' cannot be written: {cause.Message} Check the disk's free space, and who may write to the folder.",
        cause);
}

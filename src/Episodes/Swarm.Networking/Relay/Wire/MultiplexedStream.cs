using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using Swarm.Networking.Routing;

namespace Swarm.Networking.Relay.Wire;

/// <summary>
/// One stream of a connection. At most a window of bytes is on its way to a reader that has not read them, so that a slow one costs
/// that much memory and holds nobody else up. The window grows where it alone holds the sender up: it ran out, and the reader ran dry.
/// </summary>
public sealed class MultiplexedStream : IRouteConnection
{
    /// <summary>The window that each direction begins with, in bytes.</summary>
    public const int Window = 256 * 1024;

    /// <summary>The greatest that a window grows to, in bytes.</summary>
    public const int MostWindow = 4 * 1024 * 1024;

    private static readonly PipeOptions Unbounded = new(pauseWriterThreshold: 0, useSynchronizationContext: false);

    private readonly Multiplexer _owner;
    private readonly Pipe _received = new(Unbounded);
    private readonly ReceiveWindow _window;
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource<byte[]> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _severed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource? _moreCredit;
    private Exception? _fault;
    private int _credit = Window;
    private bool _hasAnswer;
    private bool _hasEnded;
    private bool _hasPeerEnded;
    private bool _isReading;
    private bool _isDisposed;

    internal MultiplexedStream(Multiplexer owner, uint id, byte[] request)
    {
        (_owner, _window, Id, Request) = (owner, new ReceiveWindow(owner), id, request);
        // Who waits for no answer has no use for its failure.
        _ = _answer.Task.ContinueWith(task => task.Exception, TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously);
    }

    /// <summary>What the stream was opened with.</summary>
    public ReadOnlyMemory<byte> Request { get; }

    /// <summary>How many bytes the other side may have sent here and this side not read, by now.</summary>
    public int WindowSize
    {
        get
        {
            lock (_gate)
            {
                return _window.Size;
            }
        }
    }

    internal uint Id { get; }

    /// <summary>Ends when the stream was cut, by whichever side.</summary>
    internal Task Severed => _severed.Task;

    /// <summary>Waits for the other side's answer.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="IOException">The stream was cut before.</exception>
    public Task<byte[]> ReadAnswerAsync(CancellationToken cancellationToken) => _answer.Task.WaitAsync(cancellationToken);

    /// <summary>Answers the request, before anything is written.</summary>
    /// <param name="answer">The answer; at most 32 KiB.</param>
    /// <exception cref="IOException">The stream was cut.</exception>
    public void Answer(ReadOnlySpan<byte> answer)
    {
        lock (_gate)
        {
            ThrowIfCut();
            _hasAnswer = true;
        }

        _owner.Write(FrameKind.Answer, Id, answer);
    }

    /// <inheritdoc/>
    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        BeginReading();
        try
        {
            var result = await _received.Reader.ReadAsync(cancellationToken);
            var taken = result.Buffer.Slice(0, Math.Min(buffer.Length, result.Buffer.Length));
            taken.CopyTo(buffer.Span);
            var count = (int)taken.Length;
            _received.Reader.AdvanceTo(taken.End);
            Consume(count);
            return count;
        }
        finally
        {
            EndReading();
        }
    }

    /// <inheritdoc/>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken)
    {
        while (!buffer.IsEmpty)
        {
            var count = await TakeCreditAsync(Math.Min(buffer.Length, FrameHeader.MostPayload), cancellationToken);
            await _owner.WriteDataAsync(Id, buffer[..count], cancellationToken);
            buffer = buffer[count..];
        }
    }

    /// <inheritdoc/>
    public ValueTask CompleteWritesAsync(CancellationToken cancellationToken)
    {
        bool isOver;
        lock (_gate)
        {
            ThrowIfCut();
            if (_hasEnded)
            {
                return ValueTask.CompletedTask;
            }

            _hasEnded = true;
            isOver = _hasPeerEnded;
        }

        _owner.Write(FrameKind.End, Id, []);
        if (isOver)
        {
            _owner.Forget(this);
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>Sends all that comes on to another connection, and then its end. No buffer is held while nothing comes.</summary>
    /// <param name="destination">Where to.</param>
    /// <param name="count">Is told how many bytes went on.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="IOException">Either was cut.</exception>
    public async Task CopyToAsync(IRouteConnection destination, Action<long> count, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(destination);
        ArgumentNullException.ThrowIfNull(count);
        BeginReading();
        try
        {
            while (true)
            {
                var result = await _received.Reader.ReadAsync(cancellationToken);
                foreach (var part in result.Buffer)
                {
                    await destination.WriteAsync(part, cancellationToken);
                }

                var length = (int)result.Buffer.Length;
                _received.Reader.AdvanceTo(result.Buffer.End);
                Consume(length);
                count(length);
                if (result.IsCompleted)
                {
                    await destination.CompleteWritesAsync(cancellationToken);
                    return;
                }
            }
        }
        finally
        {
            EndReading();
        }
    }

    /// <summary>Ends the stream. Where not both sides have ended it, the other side learns that it was cut.</summary>
    public ValueTask DisposeAsync()
    {
        if (Cut(new IOException("The stream was closed.")))
        {
            _owner.TryWrite(FrameKind.Reset, Id);
        }

        _owner.Forget(this);
        lock (_gate)
        {
            if (_isDisposed)
            {
                return ValueTask.CompletedTask;
            }

            _isDisposed = true;
            _window.Close();
            if (_isReading)
            {
                return ValueTask.CompletedTask;
            }
        }

        _received.Reader.Complete();
        return ValueTask.CompletedTask;
    }

    /// <summary>Ends the stream from below.</summary>
    /// <returns>Whether it was still open.</returns>
    internal bool Cut(Exception fault)
    {
        lock (_gate)
        {
            if (_fault is not null || (_hasEnded && _hasPeerEnded))
            {
                return false;
            }

            _fault = fault;
            _moreCredit?.TrySetResult();
            if (!_hasPeerEnded)
            {
                _received.Writer.Complete(fault);
            }
        }

        _answer.TrySetException(fault);
        _severed.TrySetResult();
        return true;
    }

    internal string? TakeAnswer(ReadOnlySpan<byte> answer) => _answer.TrySetResult(answer.ToArray()) ? null : "a second answer";

    internal string? TakeData(ReadOnlySpan<byte> data, bool isOpener)
    {
        lock (_gate)
        {
            if (_fault is not null)
            {
                return null;
            }

            if (_hasPeerEnded || !IsAnswered(isOpener) || !_window.TryTake(data.Length))
            {
                return "data after its end, beyond its window or before its answer";
            }

            data.CopyTo(_received.Writer.GetSpan(data.Length));
            _received.Writer.Advance(data.Length);
            _ = _received.Writer.FlushAsync();
            return null;
        }
    }

    internal string? TakeWindow(ReadOnlySpan<byte> payload)
    {
        var more = BinaryPrimitives.ReadUInt32BigEndian(payload);
        lock (_gate)
        {
            if (more == 0 || more > MostWindow - _credit)
            {
                return "a window beyond the greatest";
            }

            _credit += (int)more;
            _moreCredit?.TrySetResult();
            return null;
        }
    }

    internal string? TakeBlocked(bool isOpener)
    {
        lock (_gate)
        {
            if (_fault is not null)
            {
                return null;
            }

            if (_hasPeerEnded || !IsAnswered(isOpener))
            {
                return "a wait after its end or before its answer";
            }

            _window.SetBlocked();
        }

        Consume(0);
        return null;
    }

    internal string? TakeEnd(bool isOpener)
    {
        lock (_gate)
        {
            if (_fault is not null)
            {
                return null;
            }

            if (_hasPeerEnded || !IsAnswered(isOpener))
            {
                return "a second end, or one before its answer";
            }

            _hasPeerEnded = true;
            _received.Writer.Complete();
            if (!_hasEnded)
            {
                return null;
            }
        }

        _owner.Forget(this);
        return null;
    }

    private void BeginReading()
    {
        lock (_gate)
        {
            if (_isDisposed || _isReading)
            {
                throw new IOException("The stream was closed, or is being read.");
            }

            _isReading = true;
        }
    }

    // The memory that is being read goes back to its pool only when nobody reads it any more.
    private void EndReading()
    {
        lock (_gate)
        {
            _isReading = false;
            if (!_isDisposed)
            {
                return;
            }
        }

        _received.Reader.Complete();
    }

    private bool IsAnswered(bool isOpener) => isOpener ? _answer.Task.IsCompleted : _hasAnswer;

    private async ValueTask<int> TakeCreditAsync(int most, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task wait;
            lock (_gate)
            {
                ThrowIfCut();
                if (_hasEnded)
                {
                    throw new InvalidOperationException("The stream's writes are complete.");
                }

                if (_credit > 0)
                {
                    var count = Math.Min(most, _credit);
                    _credit -= count;
                    return count;
                }

                _moreCredit = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                wait = _moreCredit.Task;
            }

            _owner.TryWrite(FrameKind.Blocked, Id);
            await wait.WaitAsync(cancellationToken);
        }
    }

    private void Consume(int count)
    {
        int more;
        lock (_gate)
        {
            _window.Read(count);
            more = _hasPeerEnded || _fault is not null ? 0 : _window.Open();
        }

        if (more > 0)
        {
            Span<byte> payload = stackalloc byte[FrameHeader.WindowSize];
            BinaryPrimitives.WriteUInt32BigEndian(payload, (uint)more);
            _owner.TryWrite(FrameKind.Window, Id, payload);
        }
    }

    private void ThrowIfCut()
    {
        if (_fault is not null)
        {
            throw new IOException(_fault.Message, _fault);
        }
    }
}

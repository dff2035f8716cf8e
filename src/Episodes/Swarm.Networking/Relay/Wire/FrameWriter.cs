using System.Buffers;

namespace Swarm.Networking.Relay.Wire;

/// <summary>
/// Puts frames together and writes many at once. Data waits, first come first served, while much is pending; control frames
/// never wait, and a peer that asks for more of them than it reads loses the connection.
/// </summary>
internal sealed class FrameWriter(Stream transport) : IDisposable
{
    // What is written at once is about so much: enough to fill several TLS records.
    private const int Room = 128 * 1024;
    private const int MostPending = 4 * 1024 * 1024;

    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _work = new(0, 1);
    private readonly Queue<PendingData> _waiting = new();
    private byte[] _pending = [];
    private int _length;
    private Exception? _fault;

    /// <summary>Appends a frame that does not wait.</summary>
    /// <exception cref="IOException">The connection is over.</exception>
    public void Write(FrameKind kind, uint stream, ReadOnlySpan<byte> payload)
    {
        lock (_gate)
        {
            ThrowIfClosed();
            if (_length > MostPending)
            {
                throw new IOException("The peer asks for more than it reads.");
            }

            Append(kind, stream, payload);
        }
    }

    /// <summary>Appends data as soon as there is room.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="data">At most <see cref="FrameHeader.MostPayload"/> bytes, which stay as they are until the task ends.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="IOException">The connection is over.</exception>
    public ValueTask WriteDataAsync(uint stream, ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            ThrowIfClosed();
            if (_length < Room && _waiting.Count == 0)
            {
                Append(FrameKind.Data, stream, data.Span);
                return ValueTask.CompletedTask;
            }

            var waiter = new PendingData(stream, data);
            _waiting.Enqueue(waiter);
            return new ValueTask(WaitAsync(waiter, cancellationToken));
        }
    }

    /// <summary>Writes what is appended until the connection is over.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await _work.WaitAsync(cancellationToken);
            var (buffer, length) = Take();
            try
            {
                await transport.WriteAsync(buffer.AsMemory(0, length), cancellationToken);
                await transport.FlushAsync(cancellationToken);
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }
        }
    }

    /// <summary>Fails all that waits and all that comes.</summary>
    public void Close(Exception fault)
    {
        lock (_gate)
        {
            _fault ??= fault;
            while (_waiting.TryDequeue(out var waiter))
            {
                waiter.Fail(new IOException(fault.Message, fault));
            }
        }
    }

    /// <summary>Whether everything was handed to the transport.</summary>
    public bool IsIdle
    {
        get
        {
            lock (_gate)
            {
                return _length == 0 && _waiting.Count == 0;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            Return(_pending);
            (_pending, _length) = ([], 0);
        }

        _work.Dispose();
    }

    private async Task WaitAsync(PendingData waiter, CancellationToken cancellationToken)
    {
        await using var registration = cancellationToken.UnsafeRegister(_ => Cancel(waiter, cancellationToken), null);
        await waiter.Completion;
    }

    private void Cancel(PendingData waiter, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            waiter.Cancel(cancellationToken);
        }
    }

    private (byte[] Buffer, int Length) Take()
    {
        lock (_gate)
        {
            var taken = (_pending, _length);
            (_pending, _length) = ([], 0);
            while (_length < Room && _waiting.TryDequeue(out var waiter))
            {
                if (!waiter.IsCancelled)
                {
                    Append(FrameKind.Data, waiter.Stream, waiter.Data.Span);
                    waiter.Complete();
                }
            }

            return taken;
        }
    }

    private void Append(FrameKind kind, uint stream, ReadOnlySpan<byte> payload)
    {
        var size = FrameHeader.Size + payload.Length;
        if (_length + size > _pending.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_length + size, _pending.Length * 2));
            _pending.AsSpan(0, _length).CopyTo(larger);
            Return(_pending);
            _pending = larger;
        }

        new FrameHeader(kind, payload.Length, stream).Write(_pending.AsSpan(_length));
        payload.CopyTo(_pending.AsSpan(_length + FrameHeader.Size));
        if (_length == 0)
        {
            _work.Release();
        }

        _length += size;
    }

    private static void Return(byte[] buffer)
    {
        if (buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private void ThrowIfClosed()
    {
        if (_fault is not null)
        {
            throw new IOException(_fault.Message, _fault);
        }
    }
}

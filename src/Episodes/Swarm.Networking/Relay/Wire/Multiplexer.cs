using System.Buffers;
using System.Collections.Concurrent;

namespace Swarm.Networking.Relay.Wire;

/// <summary>
/// Many streams over one connection. <c>docs/relay.md</c> has the format; whatever is not of it ends the connection. Reading
/// never waits for a stream's reader, as what may come is bounded by its window.
/// </summary>
public sealed class Multiplexer : IAsyncDisposable
{
    private const int ReadSize = 64 * 1024;
    private const uint LastStream = int.MaxValue - 1;

    private static readonly byte[] PingBytes = new byte[FrameHeader.PingSize];

    private readonly Stream _transport;
    private readonly bool _isDialer;
    private readonly MultiplexerOptions _options;
    private readonly Func<MultiplexedStream, Task>? _accept;
    private readonly FrameWriter _writer;
    private readonly ConcurrentDictionary<uint, MultiplexedStream> _streams = new();
    private readonly CancellationTokenSource _end = new();
    private readonly TaskCompletionSource<Exception> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _opening = new();
    private long _lastHeard = Environment.TickCount64;
    private uint _next;
    private uint _lastAccepted;
    private int _inbound;
    private int _growth;
    private volatile bool _isLeaving;
    private volatile bool _isPeerLeaving;
    private Task _work = Task.CompletedTask;

    /// <summary>Takes a connection; nothing is read before <see cref="Start"/>.</summary>
    /// <param name="transport">The connection, which is disposed of with this.</param>
    /// <param name="isDialer">Whether this side dialled: its streams have odd numbers.</param>
    /// <param name="options">The bounds.</param>
    /// <param name="accept">Serves a stream that the other side opens; null where it may open none. What it throws cuts that stream alone.</param>
    public Multiplexer(Stream transport, bool isDialer, MultiplexerOptions options, Func<MultiplexedStream, Task>? accept)
    {
        ArgumentNullException.ThrowIfNull(transport);
        ArgumentNullException.ThrowIfNull(options);
        (_transport, _isDialer, _options, _accept) = (transport, isDialer, options, accept);
        _writer = new FrameWriter(transport);
        _next = isDialer ? 1u : 2u;
    }

    /// <summary>Ends when the connection is over, with the reason.</summary>
    public Task<Exception> Completion => _completion.Task;

    /// <summary>How many streams are open.</summary>
    public int StreamCount => _streams.Count;

    /// <summary>By how many bytes the windows of the open streams have grown, for what this side receives.</summary>
    public int WindowGrowth => Volatile.Read(ref _growth);

    /// <summary>Whether streams can be opened: the connection lives, and neither side is leaving.</summary>
    public bool IsOpen => !_completion.Task.IsCompleted && !_isLeaving && !_isPeerLeaving && Volatile.Read(ref _next) <= LastStream;

    /// <summary>Whether the other side takes no further streams.</summary>
    public bool IsPeerLeaving => _isPeerLeaving;

    /// <summary>Begins to read and write.</summary>
    public void Start() => _work = Task.WhenAll(Task.Run(ReadAsync), Task.Run(WriteAsync), Task.Run(KeepAliveAsync));

    /// <summary>Opens a stream. The caller disposes of it.</summary>
    /// <param name="request">What the other side is asked; at most 32 KiB.</param>
    /// <exception cref="IOException">The connection is over, or one of the sides is leaving.</exception>
    public MultiplexedStream Open(ReadOnlySpan<byte> request)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(request.Length, FrameHeader.MostPayload);
        // Numbers reach the other side in their order.
        lock (_opening)
        {
            if (!IsOpen)
            {
                throw new IOException("The connection takes no further streams.");
            }

            var stream = new MultiplexedStream(this, _next, []);
            Volatile.Write(ref _next, _next + 2);
            _streams[stream.Id] = stream;
            _writer.Write(FrameKind.Open, stream.Id, request);
            CutIfOver(stream);
            return stream;
        }
    }

    /// <summary>Takes no further streams, lets those that are open come to their end, and ends the connection.</summary>
    /// <param name="patience">After which time what is left is cut.</param>
    public async Task DrainAsync(TimeSpan patience)
    {
        _isLeaving = true;
        TryWrite(FrameKind.GoAway, 0);
        var deadline = Environment.TickCount64 + (long)patience.TotalMilliseconds;
        while (Environment.TickCount64 < deadline && !_completion.Task.IsCompleted && !(_streams.IsEmpty && _writer.IsIdle))
        {
            await Task.Delay(20);
        }

        await DisposeAsync();
    }

    /// <summary>Ends the connection; its streams are cut.</summary>
    public async ValueTask DisposeAsync()
    {
        Close(new IOException("The connection was closed."));
        await _work;
        _writer.Dispose();
    }

    internal void Write(FrameKind kind, uint stream, ReadOnlySpan<byte> payload)
    {
        try
        {
            _writer.Write(kind, stream, payload);
        }
        catch (IOException exception)
        {
            Close(exception);
            throw;
        }
    }

    internal void TryWrite(FrameKind kind, uint stream, ReadOnlySpan<byte> payload = default)
    {
        try
        {
            Write(kind, stream, payload);
        }
        catch (IOException)
        {
            // The connection is over, and so is the stream.
        }
    }

    internal ValueTask WriteDataAsync(uint stream, ReadOnlyMemory<byte> data, CancellationToken cancellationToken) =>
        _writer.WriteDataAsync(stream, data, cancellationToken);

    internal void Forget(MultiplexedStream stream)
    {
        if (_streams.TryRemove(stream.Id, out _) && !IsOwn(stream.Id))
        {
            Interlocked.Decrement(ref _inbound);
        }
    }

    // What all windows may grow by is shared out to whoever comes first.
    internal bool TryGrow(int count)
    {
        if (Interlocked.Add(ref _growth, count) <= _options.MostWindowGrowth)
        {
            return true;
        }

        Interlocked.Add(ref _growth, -count);
        return false;
    }

    internal void Shrink(int count) => Interlocked.Add(ref _growth, -count);

    private async Task ReadAsync()
    {
        var buffer = ArrayPool<byte>.Shared.Rent(ReadSize);
        try
        {
            for (var length = 0; ;)
            {
                var count = await _transport.ReadAsync(buffer.AsMemory(length), _end.Token);
                if (count == 0)
                {
                    throw new IOException("The peer ended the connection.");
                }

                Volatile.Write(ref _lastHeard, Environment.TickCount64);
                length += count;
                var used = TakeFrames(buffer.AsSpan(0, length));
                buffer.AsSpan(used, length - used).CopyTo(buffer);
                length -= used;
            }
        }
        catch (Exception exception)
        {
            Close(exception);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private int TakeFrames(ReadOnlySpan<byte> bytes)
    {
        var used = 0;
        while (bytes.Length - used >= FrameHeader.Size)
        {
            var header = FrameHeader.Read(bytes[used..]);
            Require(header.FindFault());
            if (bytes.Length - used < FrameHeader.Size + header.Length)
            {
                break;
            }

            Require(Take(header, bytes.Slice(used + FrameHeader.Size, header.Length)));
            used += FrameHeader.Size + header.Length;
        }

        return used;
    }

    private string? Take(FrameHeader header, ReadOnlySpan<byte> payload)
    {
        switch (header.Kind)
        {
            case FrameKind.Ping:
                _writer.Write(FrameKind.Pong, 0, payload);
                return null;
            case FrameKind.Pong:
                return null;
            case FrameKind.GoAway:
                _isPeerLeaving = true;
                return null;
            case FrameKind.Open:
                return Accept(header.Stream, payload.ToArray());
        }

        var isOwn = IsOwn(header.Stream);
        if (isOwn ? !HasOpened(header.Stream) : header.Stream > _lastAccepted)
        {
            return "a frame of a stream that was never opened";
        }

        // What is still on its way to a stream that was cut here is let go.
        return !_streams.TryGetValue(header.Stream, out var stream) ? null : header.Kind switch
        {
            FrameKind.Answer => isOwn ? stream.TakeAnswer(payload) : "an answer to no request",
            FrameKind.Data => stream.TakeData(payload, isOwn),
            FrameKind.Window => stream.TakeWindow(payload),
            FrameKind.End => stream.TakeEnd(isOwn),
            FrameKind.Blocked => stream.TakeBlocked(isOwn),
            _ => Reset(stream),
        };
    }

    private string? Accept(uint id, byte[] request)
    {
        if (_accept is null || IsOwn(id) || id <= _lastAccepted)
        {
            return "a stream that may not be opened";
        }

        _lastAccepted = id;
        if (_isLeaving || _inbound >= _options.MostInboundStreams)
        {
            _writer.Write(FrameKind.Reset, id, []);
            return null;
        }

        var stream = new MultiplexedStream(this, id, request);
        Interlocked.Increment(ref _inbound);
        _streams[id] = stream;
        CutIfOver(stream);
        _ = Task.Run(() => ServeAsync(stream));
        return null;
    }

    private async Task ServeAsync(MultiplexedStream stream)
    {
        await using (stream)
        {
            try
            {
                await _accept!(stream);
            }
            catch (Exception)
            {
                // A stream that cannot be served is cut, and the others go on.
            }
        }
    }

    private string? Reset(MultiplexedStream stream)
    {
        stream.Cut(new IOException("The peer cut the stream."));
        Forget(stream);
        return null;
    }

    private async Task WriteAsync()
    {
        try
        {
            await _writer.RunAsync(_end.Token);
        }
        catch (Exception exception)
        {
            Close(exception);
        }
    }

    private async Task KeepAliveAsync()
    {
        try
        {
            using var timer = new PeriodicTimer(_options.KeepAlive);
            while (await timer.WaitForNextTickAsync(_end.Token))
            {
                var silence = Environment.TickCount64 - Volatile.Read(ref _lastHeard);
                if (silence > 3 * _options.KeepAlive.TotalMilliseconds)
                {
                    throw new IOException("The peer does not answer.");
                }

                if (silence >= _options.KeepAlive.TotalMilliseconds)
                {
                    _writer.Write(FrameKind.Ping, 0, PingBytes);
                }
            }
        }
        catch (Exception exception)
        {
            Close(exception);
        }
    }

    private void Close(Exception reason)
    {
        if (!_completion.TrySetResult(reason))
        {
            return;
        }

        var fault = new IOException("The connection is over.", reason);
        _writer.Close(fault);
        _end.Cancel();
        _transport.Dispose();
        foreach (var stream in _streams.Values)
        {
            stream.Cut(fault);
        }
    }

    private bool IsOwn(uint stream) => (stream % 2 == 1) == _isDialer;

    private bool HasOpened(uint stream) => stream < Volatile.Read(ref _next);

    // The end of the connection cuts the streams that it finds: one that comes later has to look itself.
    private void CutIfOver(MultiplexedStream stream)
    {
        if (_completion.Task.IsCompleted)
        {
            stream.Cut(new IOException("The connection is over."));
        }
    }

    private static void Require(string? fault)
    {
        if (fault is not null)
        {
            throw new InvalidDataException($"The peer broke the protocol: {fault}.");
        }
    }
}

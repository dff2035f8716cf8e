using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Swarm.Networking.Routing;

namespace Swarm.Networking.Dialing;

/// <summary>A TCP connection. What goes wrong with it is an <see cref="IOException"/>. Reads and writes take their state from a pool.</summary>
internal sealed class SocketConnection(Socket socket) : IRouteConnection, IAwaitableInput
{
    private bool _readToEnd;
    private bool _completed;

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            var count = await socket.ReceiveAsync(buffer, SocketFlags.None, cancellationToken);
            _readToEnd |= count == 0 && buffer.Length > 0;
            return count;
        }
        catch (SocketException exception)
        {
            throw Cut(exception);
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask WaitAsync(CancellationToken cancellationToken)
    {
        try
        {
            await socket.ReceiveAsync(Memory<byte>.Empty, SocketFlags.None, cancellationToken);
        }
        catch (SocketException exception)
        {
            throw Cut(exception);
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            while (buffer.Length > 0)
            {
                buffer = buffer[await socket.SendAsync(buffer, SocketFlags.None, cancellationToken)..];
            }
        }
        catch (SocketException exception)
        {
            throw Cut(exception);
        }
    }

    public ValueTask CompleteWritesAsync(CancellationToken cancellationToken)
    {
        try
        {
            socket.Shutdown(SocketShutdown.Send);
            _completed = true;
            return ValueTask.CompletedTask;
        }
        catch (SocketException exception)
        {
            throw Cut(exception);
        }
    }

    public ValueTask DisposeAsync()
    {
        if (!_readToEnd || !_completed)
        {
            Abort();
        }

        socket.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Closes it; where the end of writing was not said, by a reset, so that the other side does not take what it has for the whole.</summary>
    public void Close()
    {
        if (!_completed)
        {
            Abort();
        }

        socket.Dispose();
    }

    private void Abort()
    {
        try
        {
            socket.LingerState = new LingerOption(enable: true, seconds: 0);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // It is gone already.
        }
    }

    private static IOException Cut(SocketException exception) => new($"The connection was cut: {exception.Message}", exception);
}

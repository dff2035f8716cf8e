using System.Net;
using System.Net.Sockets;
using Swarm.Networking.Routing;

namespace Swarm.Networking.Tests.Support;

/// <summary>A destination on this machine.</summary>
internal sealed class Origin : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly Func<NetworkStream, CancellationToken, Task> _serve;
    private readonly Task _work;
    private int _connections;

    public Origin(Func<NetworkStream, CancellationToken, Task> serve)
    {
        _serve = serve;
        _listener.Start(512);
        _work = Task.Run(AcceptAsync);
    }

    public Destination Destination => new("127.0.0.1", ((IPEndPoint)_listener.LocalEndpoint).Port);

    public int Connections => Volatile.Read(ref _connections);

    /// <summary>Gives back what comes, and ends when that ends.</summary>
    public static Origin Echo() => new(async (stream, end) =>
    {
        await stream.CopyToAsync(stream, end);
        stream.Socket.Shutdown(SocketShutdown.Send);
    });

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Dispose();
        await _work;
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var socket = await _listener.AcceptSocketAsync(_end.Token);
                Interlocked.Increment(ref _connections);
                _ = Task.Run(() => ServeAsync(socket));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or InvalidOperationException)
        {
            // The end.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        await using var stream = new NetworkStream(socket, ownsSocket: true);
        try
        {
            await _serve(stream, _end.Token);
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The other side went away.
        }
    }
}

using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Swarm.Networking.Tests.Support;

/// <summary>A server that does exactly what a test says with each connection, and keeps what it read.</summary>
internal sealed class RawOrigin : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly Func<Socket, Task> _serve;
    private int _count;

    public RawOrigin(Func<Socket, Task> serve)
    {
        _serve = serve;
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(4096);
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

    public int Connections => _count;

    public List<string> Requests { get; } = [];

    /// <summary>Reads one head, answers with these bytes, and ends.</summary>
    public static RawOrigin Answering(string answer)
    {
        RawOrigin? origin = null;
        origin = new RawOrigin(async socket =>
        {
            await origin!.ReadRequestAsync(socket);
            await socket.SendAsync(Encoding.Latin1.GetBytes(answer));
            socket.Shutdown(SocketShutdown.Send);
            await DrainAsync(socket);
        });
        return origin;
    }

    /// <summary>Sends back what comes, until its end.</summary>
    public static RawOrigin Echo() => new(async socket =>
    {
        var buffer = new byte[65536];
        for (int count; (count = await socket.ReceiveAsync(buffer)) > 0;)
        {
            for (var sent = 0; sent < count;)
            {
                sent += await socket.SendAsync(buffer.AsMemory(sent, count - sent));
            }
        }

        socket.Shutdown(SocketShutdown.Send);
    });

    public static async Task<long> DrainAsync(Socket socket)
    {
        var buffer = new byte[65536];
        var total = 0L;
        for (int count; (count = await socket.ReceiveAsync(buffer)) > 0;)
        {
            total += count;
        }

        return total;
    }

    /// <summary>Reads to the end of a head, with what came behind it, and keeps it.</summary>
    public async Task<string> ReadRequestAsync(Socket socket)
    {
        var text = string.Empty;
        var buffer = new byte[65536];
        while (!text.Contains("\r\n\r\n", StringComparison.Ordinal) && await socket.ReceiveAsync(buffer) is var count and > 0)
        {
            text += Encoding.Latin1.GetString(buffer, 0, count);
        }

        lock (Requests)
        {
            Requests.Add(text);
        }

        return text;
    }

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var socket = await _listener.AcceptAsync();
                Interlocked.Increment(ref _count);
                _ = ServeAsync(socket);
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The end.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        using (socket)
        {
            try
            {
                await _serve(socket);
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
            {
                // Cut.
            }
        }
    }
}

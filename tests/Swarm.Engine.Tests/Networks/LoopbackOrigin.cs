using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Swarm.Engine.Tests.Networks;

/// <summary>An HTTP server on loopback that answers every request with the same words, and counts whoever connects.</summary>
internal sealed class LoopbackOrigin : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly byte[] _answer;
    private readonly Task _serving;
    private int _connections;

    public LoopbackOrigin(string body = "the origin")
    {
        _answer = Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}");
        _listener.Start();
        _serving = Task.Run(ServeAsync);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public string Address => $"http://localhost:{Port}/";

    public int Connections => _connections;

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _serving;
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync();
                Interlocked.Increment(ref _connections);
                var buffer = new byte[8192];
                var stream = client.GetStream();
                for (var length = 0; !buffer.AsSpan(0, length).EndsWith("\r\n\r\n"u8);)
                {
                    var count = await stream.ReadAsync(buffer.AsMemory(length));
                    if (count == 0)
                    {
                        break;
                    }

                    length += count;
                }

                await stream.WriteAsync(_answer);
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException or IOException)
        {
            // The end.
        }
    }
}

using System.Net;
using System.Net.Sockets;

namespace Swarm.Networking.Tests.Support;

/// <summary>Listens, and counts who connects: where nobody may, each is a leak.</summary>
internal sealed class Canary : IDisposable
{
    private readonly Socket _listener;
    private int _count;

    public Canary(IPAddress? address = null, int port = 0)
    {
        address ??= IPAddress.Loopback;
        _listener = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        _listener.Bind(new IPEndPoint(address, port));
        _listener.Listen(64);
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

    /// <summary>Waits until so many came, or for a moment where none may.</summary>
    public async Task<int> CountAsync(int expected)
    {
        for (var round = 0; round < (expected == 0 ? 4 : 500) && (expected == 0 || _count < expected); round++)
        {
            await Task.Delay(10);
        }

        return _count;
    }

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                (await _listener.AcceptAsync()).Dispose();
                Interlocked.Increment(ref _count);
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The end.
        }
    }
}

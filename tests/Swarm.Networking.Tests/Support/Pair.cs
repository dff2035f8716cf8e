using System.Net;
using System.Net.Sockets;

namespace Swarm.Networking.Tests.Support;

/// <summary>Two ends of one TCP connection.</summary>
internal static class Pair
{
    public static async Task<(NetworkStream Dialer, NetworkStream Listener)> ConnectAsync()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var dialer = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        var accept = listener.AcceptSocketAsync();
        await dialer.ConnectAsync((IPEndPoint)listener.LocalEndpoint);
        return (new NetworkStream(dialer, ownsSocket: true), new NetworkStream(await accept, ownsSocket: true));
    }
}

using System.Net;
using System.Net.Sockets;

namespace Swarm.Execution.Confinement;

/// <summary>
/// Listeners of ours on the host, on which nobody calls: the confined step tries to, before it starts, and must fail. The names
/// go to the supervisor.
/// </summary>
internal sealed class Canary : IDisposable
{
    private readonly Socket _tcp = Bind(AddressFamily.InterNetwork, SocketType.Stream, IPAddress.Loopback)!;
    private readonly Socket _udp = Bind(AddressFamily.InterNetwork, SocketType.Dgram, IPAddress.Loopback)!;
    private readonly Socket? _tcp6 = Bind(AddressFamily.InterNetworkV6, SocketType.Stream, IPAddress.IPv6Loopback);
    private readonly Socket _abstract = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly Socket _unix = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);

    /// <summary>Listens.</summary>
    /// <param name="folder">A folder of ours, for a socket with a path.</param>
    public Canary(string folder)
    {
        UnixPath = Path.Combine(folder, "canary");
        _tcp.Listen();
        _tcp6?.Listen();
        _abstract.Bind(new UnixDomainSocketEndPoint('\0' + AbstractName));
        _abstract.Listen();
        _unix.Bind(new UnixDomainSocketEndPoint(UnixPath));
        _unix.Listen();
    }

    /// <summary>The port of 127.0.0.1 that listens for TCP.</summary>
    public int TcpPort => ((IPEndPoint)_tcp.LocalEndPoint!).Port;

    /// <summary>The port of 127.0.0.1 for UDP.</summary>
    public int UdpPort => ((IPEndPoint)_udp.LocalEndPoint!).Port;

    /// <summary>The port of ::1 that listens for TCP; 0 where this host has no IPv6.</summary>
    public int Tcp6Port => (_tcp6?.LocalEndPoint as IPEndPoint)?.Port ?? 0;

    /// <summary>The name of a Unix socket without a path.</summary>
    public string AbstractName { get; } = $"swarm-canary-{Guid.NewGuid():N}";

    /// <summary>The path of a Unix socket.</summary>
    public string UnixPath { get; }

    /// <summary>Says which listener heard something; null where none did.</summary>
    public string? Heard() =>
        HasHeard(_tcp) ? "a TCP connection to the host's 127.0.0.1"
        : HasHeard(_udp) ? "a datagram to the host's 127.0.0.1"
        : _tcp6 is not null && HasHeard(_tcp6) ? "a TCP connection to the host's ::1"
        : HasHeard(_abstract) ? "a connection to an abstract Unix socket of the host"
        : HasHeard(_unix) ? "a connection to a Unix socket of the host"
        : null;

    /// <inheritdoc/>
    public void Dispose()
    {
        _tcp.Dispose();
        _udp.Dispose();
        _tcp6?.Dispose();
        _abstract.Dispose();
        _unix.Dispose();
    }

    private static bool HasHeard(Socket socket) => socket.Poll(0, SelectMode.SelectRead);

    private static Socket? Bind(AddressFamily family, SocketType type, IPAddress address)
    {
        if (family == AddressFamily.InterNetworkV6 && !Socket.OSSupportsIPv6)
            return null;

        var socket = new Socket(family, type, type == SocketType.Stream ? ProtocolType.Tcp : ProtocolType.Udp);
        try
        {
            socket.Bind(new IPEndPoint(address, 0));
            return socket;
        }
        catch (SocketException) when (family == AddressFamily.InterNetworkV6)
        {
            // A kernel with IPv6 and no such address on its loopback.
            socket.Dispose();
            return null;
        }
    }
}

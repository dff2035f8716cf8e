namespace Swarm.Supervisor.Confinement;

/// <summary>The network namespace: its loopback and, where asked, one listening socket.</summary>
internal static unsafe class NetworkSetup
{
    private const nuint GetFlags = 0x8913;
    private const nuint SetFlags = 0x8914;
    private const int RequestSize = 40;
    private const int FlagsOffset = 16;
    private const short Up = 1;
    private const int Backlog = 4096;

    /// <summary>Brings the loopback up.</summary>
    /// <exception cref="SandboxException">It stays down.</exception>
    internal static void BringUpLoopback()
    {
        var socket = Kernel.socket(Kernel.InternetFamily, Kernel.Datagram | Kernel.CloseOnExecute, 0);
        SandboxException.ThrowIfFailed(socket, "no socket can be made");
        var request = stackalloc byte[RequestSize];
        new Span<byte>(request, RequestSize).Clear();
        "lo"u8.CopyTo(new Span<byte>(request, RequestSize));
        SandboxException.ThrowIfFailed(Kernel.ioctl(socket, GetFlags, request), "the loopback cannot be read");
        *(short*)(request + FlagsOffset) |= Up;
        SandboxException.ThrowIfFailed(Kernel.ioctl(socket, SetFlags, request), "the loopback cannot be brought up");
        _ = Unix.close(socket);
    }

    /// <summary>Listens on 127.0.0.1.</summary>
    /// <param name="port">The port.</param>
    /// <returns>The descriptor.</returns>
    /// <exception cref="SandboxException">It cannot.</exception>
    internal static int Listen(int port)
    {
        var socket = Kernel.socket(Kernel.InternetFamily, Kernel.Stream | Kernel.CloseOnExecute, 0);
        SandboxException.ThrowIfFailed(socket, "no socket can be made");
        SandboxException.ThrowIfFailed(SocketAddress.Bind(socket, SocketAddress.Of4([127, 0, 0, 1], port)), "the network's socket cannot be bound");
        SandboxException.ThrowIfFailed(Kernel.listen(socket, Backlog), "the network's socket cannot listen");
        return socket;
    }
}

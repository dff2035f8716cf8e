using System.Net;
using System.Net.Sockets;

namespace Swarm.Networking.Dialing;

/// <summary>A connected socket.</summary>
/// <param name="Socket">The socket, which the holder disposes of.</param>
/// <param name="Address">The address that answered.</param>
internal sealed record DialledSocket(Socket Socket, IPAddress Address);

using System.Net;
using System.Net.Sockets;

namespace Swarm.Networking.Dialing;

/// <summary>Finds the addresses of a name.</summary>
public interface IHostResolver
{
    /// <summary>Asks once.</summary>
    /// <param name="name">The name, in lower case and Punycode, without a final dot.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The addresses, in the order in which to try them.</returns>
    /// <exception cref="SocketException">There is no such name, or nothing that would know.</exception>
    ValueTask<IReadOnlyList<IPAddress>> ResolveAsync(string name, CancellationToken cancellationToken);
}

using System.Net;

namespace Swarm.Networking.Dialing;

/// <summary>Asks the system's resolver (getaddrinfo(3)).</summary>
internal sealed class SystemResolver : IHostResolver
{
    public static readonly SystemResolver Instance = new();

    public async ValueTask<IReadOnlyList<IPAddress>> ResolveAsync(string name, CancellationToken cancellationToken) =>
        await Dns.GetHostAddressesAsync(name, cancellationToken);
}

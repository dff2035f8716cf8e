using System.Net;
using Swarm.Networking.Addresses;
using Swarm.Networking.Dialing;

namespace Swarm.Networking.Routing;

/// <summary>What a <see cref="DirectRoute"/> uses beside its rules.</summary>
public sealed record DirectRouteOptions
{
    /// <summary>Who knows the addresses of names; null for the system's resolver.</summary>
    public IHostResolver? Resolver { get; init; }

    /// <summary>How long the resolver may take.</summary>
    public TimeSpan ResolveTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long all attempts to connect may take.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>The most addresses that a name may have.</summary>
    public int MostAddresses { get; init; } = 64;

    /// <summary>This machine's addresses; null to read them from its interfaces, anew every few seconds.</summary>
    public LocalNetworks? LocalNetworks { get; init; }

    /// <summary>Where Swarm itself listens, asked before each connection: never dialled, whatever the rules say, on any address of the machine.</summary>
    public Func<IReadOnlyList<IPEndPoint>> OwnListeners { get; init; } = () => [];
}

using Swarm.Core.Digests;
using Swarm.Core.Randomness;
using Swarm.Cryptography.Signing;
using Swarm.Networking.Relay.Wire;
using Swarm.Networking.Routing;
using Swarm.Networking.Tickets;

namespace Swarm.Networking.Relay.Providers;

/// <summary>How a provider works.</summary>
public sealed record ProviderOptions
{
    /// <summary>The broker.</summary>
    public required BrokerAddress Broker { get; init; }

    /// <summary>The digest of the broker's key.</summary>
    public required Digest Pin { get; init; }

    /// <summary>The session that it provides for.</summary>
    public required string Session { get; init; }

    /// <summary>The key that the broker trusts. It stays the caller's.</summary>
    public required SigningKey Key { get; init; }

    /// <summary>Which tickets count.</summary>
    public required TicketVerifier Tickets { get; init; }

    /// <summary>
    /// Makes the way out for a ticket: over the ticket's rules and the provider's own, and with what keeps its receipts. The provider
    /// disposes of it.
    /// </summary>
    public required Func<TicketClaims, IRoute> MakeRoute { get; init; }

    /// <summary>The most tickets that may be in use at once.</summary>
    public int MostTickets { get; init; } = 1024;

    /// <summary>How long a connection to a destination may take.</summary>
    public TimeSpan OpenTimeout { get; init; } = TimeSpan.FromSeconds(45);

    /// <summary>The bounds of the connection to the broker.</summary>
    public MultiplexerOptions Connection { get; init; } = new() { MostInboundStreams = 8192 };

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Where challenges and waits come from.</summary>
    public RandomSource Random { get; init; } = RandomSource.System;
}

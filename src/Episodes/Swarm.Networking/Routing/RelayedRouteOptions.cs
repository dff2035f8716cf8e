using Swarm.Core.Randomness;
using Swarm.Cryptography.Signing;
using Swarm.Networking.Relay.Wire;
using Swarm.Networking.Tickets;

namespace Swarm.Networking.Routing;

/// <summary>What a relayed route is made of.</summary>
public sealed record RelayedRouteOptions
{
    /// <summary>The run's ticket.</summary>
    public required Ticket Ticket { get; init; }

    /// <summary>The worker's key, which the ticket names. It stays the caller's, who keeps it until the route is disposed of.</summary>
    public required SigningKey WorkerKey { get; init; }

    /// <summary>The run that the ticket must be for; null for whichever it names.</summary>
    public string? RunId { get; init; }

    /// <summary>How long a connection may take in all, a wait for a lost broker included.</summary>
    public TimeSpan OpenTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a connection waits for a broker that was lost.</summary>
    public TimeSpan ReconnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The bounds of the connection to the broker.</summary>
    public MultiplexerOptions Connection { get; init; } = new();

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Where waits come from.</summary>
    public RandomSource Random { get; init; } = RandomSource.System;
}

using System.Net;
using Swarm.Core.Randomness;
using Swarm.Cryptography.Signing;
using Swarm.Networking.Relay.Wire;
using Swarm.Networking.Tickets;

namespace Swarm.Networking.Relay.Brokers;

/// <summary>How a broker works.</summary>
public sealed record BrokerOptions
{
    /// <summary>The address to listen on; port 0 takes a free one.</summary>
    public required IPEndPoint Listen { get; init; }

    /// <summary>The broker's key. It stays the caller's.</summary>
    public required BrokerIdentity Identity { get; init; }

    /// <summary>Which tickets count.</summary>
    public required TicketVerifier Tickets { get; init; }

    /// <summary>The keys whose holders may provide.</summary>
    public required IReadOnlyList<VerificationKey> ProviderKeys { get; init; }

    /// <summary>The most connections at once, those included that are not let in yet.</summary>
    public int MostConnections { get; init; } = 4096;

    /// <summary>The most connections that may be on their way in at once.</summary>
    public int MostHandshakes { get; init; } = 256;

    /// <summary>The most providers that a session may have.</summary>
    public int MostProviders { get; init; } = 64;

    /// <summary>How long a connection may take until it is let in.</summary>
    public TimeSpan HandshakeTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a provider may take to answer a request.</summary>
    public TimeSpan AnswerTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The bounds of a connection.</summary>
    public MultiplexerOptions Connection { get; init; } = new();

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Where challenges come from.</summary>
    public RandomSource Random { get; init; } = RandomSource.System;
}

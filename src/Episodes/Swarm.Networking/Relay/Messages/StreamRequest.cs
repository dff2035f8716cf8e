using System.Text.Json.Serialization;

namespace Swarm.Networking.Relay.Messages;

/// <summary>What a worker asks a provider.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record StreamRequest
{
    public required string Ticket { get; init; }

    /// <summary>The host; null to ask for a challenge, or whether the route is there.</summary>
    public string? Host { get; init; }

    public int Port { get; init; }

    /// <summary>A challenge of this provider's, which is good for one request.</summary>
    public string? Challenge { get; init; }

    /// <summary>The worker key's signature over ticket, destination and challenge, base64url.</summary>
    public string? Signature { get; init; }
}

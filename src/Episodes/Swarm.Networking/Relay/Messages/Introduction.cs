using System.Text.Json.Serialization;

namespace Swarm.Networking.Relay.Messages;

/// <summary>Who dials a broker: a provider with its key and session, or a worker with its ticket.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record Introduction
{
    public string? Session { get; init; }

    public string? Key { get; init; }

    public string? Ticket { get; init; }

    /// <summary>The signature over the broker's challenge, base64url.</summary>
    public required string Signature { get; init; }
}

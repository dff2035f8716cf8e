using System.Text.Json.Serialization;

namespace Swarm.Networking.Tickets;

/// <summary>Whose ticket it is (RFC 7800, section 3.2).</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record TicketConfirmation
{
    /// <summary>The key whose possession the worker proves.</summary>
    public required TicketKey Jwk { get; init; }
}

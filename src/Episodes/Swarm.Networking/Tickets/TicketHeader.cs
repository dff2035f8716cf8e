using System.Text.Json.Serialization;

namespace Swarm.Networking.Tickets;

/// <summary>A ticket's protected header (RFC 7515, section 4). It has these members and no other.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record TicketHeader
{
    public required string Alg { get; init; }

    public required string Kid { get; init; }

    public required string Typ { get; init; }
}

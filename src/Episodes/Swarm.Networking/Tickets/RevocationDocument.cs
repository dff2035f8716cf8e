using System.Text.Json.Serialization;

namespace Swarm.Networking.Tickets;

/// <summary>The list of revoked tickets at rest.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record RevocationDocument
{
    public const string TypeName = "swarm-revoked-tickets-v1";

    public required string Type { get; init; }

    public required IReadOnlyList<string> Revoked { get; init; }
}

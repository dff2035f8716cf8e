using System.Text.Json.Serialization;

namespace Swarm.Networking.Relay.Messages;

/// <summary>What a broker says to an introduction.</summary>
/// <param name="Error">The code of the refusal; null where the other side is let in.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record Welcome(string? Error);

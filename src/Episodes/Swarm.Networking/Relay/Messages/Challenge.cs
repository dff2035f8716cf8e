using System.Text.Json.Serialization;

namespace Swarm.Networking.Relay.Messages;

/// <summary>What a broker begins with.</summary>
/// <param name="Type">The protocol and its version.</param>
/// <param name="Nonce">What the other side signs: 32 fresh bytes, base64url.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record Challenge(string Type, string Nonce)
{
    public const string Protocol = "swarm-relay-v1";
}

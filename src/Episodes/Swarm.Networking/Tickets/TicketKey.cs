using System.Buffers.Text;
using System.Text.Json.Serialization;
using Swarm.Core.Errors;
using Swarm.Cryptography.Signing;

namespace Swarm.Networking.Tickets;

/// <summary>A worker's public key as a JSON Web Key (RFC 8037, section 2).</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record TicketKey
{
    private const string KeyType = "OKP";
    private const string Curve = "Ed25519";

    /// <summary>The curve: <c>Ed25519</c>.</summary>
    public required string Crv { get; init; }

    /// <summary>The key's type: <c>OKP</c>.</summary>
    public required string Kty { get; init; }

    /// <summary>The 32 bytes of the key, base64url.</summary>
    public required string X { get; init; }

    /// <summary>Writes a key.</summary>
    /// <param name="key">The key.</param>
    public static TicketKey Of(VerificationKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return new TicketKey { Crv = Curve, Kty = KeyType, X = Base64Url.EncodeToString(key.Span) };
    }

    /// <summary>Gives the key, or null where it is no acceptable one.</summary>
    internal VerificationKey? Read()
    {
        try
        {
            return Kty == KeyType && Crv == Curve && CompactJws.Decode(X) is { } bytes ? new VerificationKey(bytes) : null;
        }
        catch (SwarmException)
        {
            return null;
        }
    }
}

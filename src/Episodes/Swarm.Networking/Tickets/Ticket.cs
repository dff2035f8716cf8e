using System.Diagnostics;
using System.Text.Json.Serialization.Metadata;
using Swarm.Core.Errors;
using Swarm.Core.Json;
using Swarm.Core.Time;
using Swarm.Cryptography.Signing;

namespace Swarm.Networking.Tickets;

/// <summary>
/// The credential of one run's proxied route: claims, signed by an operator's key as a compact JWS. It is of no use without
/// the worker's private key, and is still printed without its signature.
/// </summary>
[DebuggerDisplay("{ToString(),nq}")]
public sealed class Ticket
{
    /// <summary>The <c>typ</c> of a ticket's header, which holds the contract's version.</summary>
    public const string Type = "swarm-ticket-v1";

    /// <summary>The most characters that a ticket may have.</summary>
    public const int MostCharacters = 20 * 1024;

    private const string Algorithm = "EdDSA";

    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    private readonly string _text;

    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    private readonly CompactJws _jws;

    private Ticket(string text, CompactJws jws, TicketClaims claims, string keyId)
    {
        (_text, _jws, Claims, KeyId) = (text, jws, claims, keyId);
        WorkerKey = claims.Cnf.Jwk.Read()!;
    }

    /// <summary>What it says.</summary>
    public TicketClaims Claims { get; }

    /// <summary>The id of the key that it says it is signed with.</summary>
    public string KeyId { get; }

    /// <summary>The public key of the worker that it is for.</summary>
    public VerificationKey WorkerKey { get; }

    /// <summary>The end of its time.</summary>
    public DateTimeOffset Expires => DateTimeOffset.FromUnixTimeSeconds(Claims.Exp);

    /// <summary>Signs a ticket.</summary>
    /// <param name="claims">What it says.</param>
    /// <param name="key">The operator's key.</param>
    /// <exception cref="SwarmException">A claim is not allowed, or they are too many (<c>ROUTE_TICKET_INVALID</c>).</exception>
    public static Ticket Issue(TicketClaims claims, SigningKey key)
    {
        ArgumentNullException.ThrowIfNull(claims);
        ArgumentNullException.ThrowIfNull(key);
        var header = new TicketHeader { Alg = Algorithm, Kid = key.PublicKey.KeyId, Typ = Type };
        return Parse(CompactJws.Sign(
            CanonicalJson.Serialize(header, TicketJson.Default.TicketHeader),
            CanonicalJson.Serialize(claims, TicketJson.Default.TicketClaims),
            key));
    }

    /// <summary>
    /// Reads a ticket strictly: header and claims as canonical JSON (RFC 8785) with no unknown member, the exact algorithm and type.
    /// Whether it holds is for a <see cref="TicketVerifier"/>.
    /// </summary>
    /// <param name="text">The compact serialisation.</param>
    /// <exception cref="SwarmException">It is refused (<c>ROUTE_TICKET_INVALID</c>).</exception>
    public static Ticket Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length > MostCharacters)
        {
            throw Refuse($"it has more than {MostCharacters} characters; name fewer hosts, '*.example.org' for those below one name");
        }

        if (!CompactJws.TryRead(text, out var jws))
        {
            throw Refuse("it is not three parts of base64url without padding, parted by dots");
        }

        var header = Read(jws.Header, TicketJson.Default.TicketHeader, "header");
        if (header.Alg != Algorithm || header.Typ != Type)
        {
            throw Refuse($"its header does not say '{Algorithm}' and '{Type}'");
        }

        var claims = Read(jws.Payload, TicketJson.Default.TicketClaims, "claims");
        return TicketChecks.FindFault(claims) is { } fault ? throw Refuse(fault) : new Ticket(text, jws, claims, header.Kid);
    }

    /// <summary>Gives the whole ticket as text, to hand to the worker.</summary>
    public string Export() => _text;

    /// <summary>Id, session, run and expiry.</summary>
    public override string ToString() =>
        $"{Claims.Jti} (session {Claims.Session}, run {Claims.RunId}, until {RecordedClock.Format(Expires)})";

    internal bool IsSignedBy(VerificationKey key) => KeyId == key.KeyId && _jws.IsSignedBy(key);

    internal static SwarmException Refuse(string reason, Exception? cause = null) => new(
        ErrorCode.RouteTicketInvalid, $"The ticket is refused: {reason}. Have a new one issued for this run.", cause);

    // Only what would be written again exactly so is taken: no null, no other order, no other writing of a number.
    private static T Read<T>(ReadOnlyMemory<byte> json, JsonTypeInfo<T> type, string part)
        where T : class
    {
        T value;
        try
        {
            value = StrictJson.Parse(json, type, $"ticket's {part}", MostCharacters);
        }
        catch (SwarmException exception)
        {
            throw Refuse($"its {part} do not hold: {exception.Message.TrimEnd('.')}", exception);
        }

        return CanonicalJson.Serialize(value, type).AsSpan().SequenceEqual(json.Span)
            ? value
            : throw Refuse($"its {part} are not canonical JSON");
    }
}

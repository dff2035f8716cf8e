using System.Text.Json.Serialization;
using Swarm.Core.Errors;
using Swarm.Core.Json;
using Swarm.Cryptography.Encodings;
using Swarm.Cryptography.Signing;

namespace Swarm.Cryptography.Dsse;

/// <summary>
/// A DSSE v1 envelope (secure-systems-lab/dsse, envelope.md): a payload, its type, and signatures over both. Members
/// that the format does not know are ignored, as it asks.
/// </summary>
/// <param name="PayloadType">What the payload is: a media type or a URI. It is signed.</param>
/// <param name="Payload">The payload's bytes in base 64.</param>
/// <param name="Signatures">The signatures, any one of which is enough.</param>
public sealed record DsseEnvelope(
    [property: JsonPropertyName("payloadType")] string PayloadType,
    [property: JsonPropertyName("payload")] string Payload,
    [property: JsonPropertyName("signatures")] IReadOnlyList<DsseSignature> Signatures)
{
    /// <summary>The most signatures that an envelope is read with.</summary>
    public const int MaximumSignatures = 16;

    private const string Name = "DSSE envelope";

    /// <summary>Makes an envelope with one signature.</summary>
    /// <param name="payloadType">What the payload is: a media type or a URI.</param>
    /// <param name="payload">The payload.</param>
    /// <param name="key">The key that signs.</param>
    public static DsseEnvelope Sign(string payloadType, ReadOnlySpan<byte> payload, SigningKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        var signature = key.Sign(PreAuthenticationEncoding.Encode(payloadType, payload));
        return new DsseEnvelope(
            payloadType,
            StrictBase64.Encode(payload, Base64Form.Padded),
            [new DsseSignature(StrictBase64.Encode(signature, Base64Form.Padded), key.PublicKey.KeyId)]);
    }

    /// <summary>Reads an envelope strictly; standard and URL-safe base 64 are both accepted. Nothing is verified yet.</summary>
    /// <param name="utf8">The envelope's bytes.</param>
    /// <exception cref="SwarmException">The bytes are no envelope (<c>SCHEMA_INVALID</c>).</exception>
    public static DsseEnvelope Parse(ReadOnlyMemory<byte> utf8)
    {
        var envelope = StrictJson.Parse(utf8, DsseJsonContext.Default.DsseEnvelope, Name);
        if (envelope.Signatures.Count is 0 or > MaximumSignatures)
        {
            throw Refuse($"it has {envelope.Signatures.Count} signatures, and 1 to {MaximumSignatures} are read");
        }

        _ = envelope.DecodePayload();
        foreach (var signature in envelope.Signatures)
        {
            _ = Decode(signature?.Signature, "a signature");
        }

        return envelope;
    }

    /// <summary>Gives the payload's bytes. They are authentic only once <see cref="Verify"/> gave a key.</summary>
    /// <exception cref="SwarmException">The payload is not base 64 (<c>SCHEMA_INVALID</c>).</exception>
    public byte[] DecodePayload() => Decode(Payload, "its payload");

    /// <summary>Verifies the envelope.</summary>
    /// <param name="trusted">The keys whose signature is accepted. A signature that names a key is tried with that one only.</param>
    /// <returns>The trusted key that signed exactly this type and payload, or null where none did.</returns>
    /// <exception cref="SwarmException">The payload or a signature is not base 64 (<c>SCHEMA_INVALID</c>).</exception>
    public VerificationKey? Verify(params IReadOnlyList<VerificationKey> trusted)
    {
        var message = PreAuthenticationEncoding.Encode(PayloadType, DecodePayload());
        foreach (var signature in Signatures)
        {
            var bytes = Decode(signature.Signature, "a signature");
            foreach (var key in trusted)
            {
                if ((string.IsNullOrEmpty(signature.KeyId) || signature.KeyId == key.KeyId) && key.Verify(message, bytes))
                {
                    return key;
                }
            }
        }

        return null;
    }

    /// <summary>Writes the envelope as canonical JSON (RFC 8785).</summary>
    public byte[] Serialize() => CanonicalJson.Serialize(this, DsseJsonContext.Default.DsseEnvelope);

    private static byte[] Decode(string? text, string what) =>
        text is not null && (StrictBase64.Decode(text, Base64Form.Padded) ?? StrictBase64.Decode(text, Base64Form.UrlSafe)) is { } bytes
            ? bytes
            : throw Refuse($"{what} is not base 64");

    private static SwarmException Refuse(string reason) =>
        new(ErrorCode.SchemaInvalid, $"The {Name} is refused: {reason}. Get it again from its source.");
}

using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Swarm.Core.Json;
using Swarm.Cryptography.Dsse;

namespace Swarm.Verification.Tests.Authority;

/// <summary>A signature with what it is over: an artifact, or the statement in an envelope.</summary>
internal sealed class SignedContent
{
    public const string StatementType = "application/vnd.in-toto+json";

    private SignedContent(FakeKey key, HashAlgorithmName hash, byte[] message)
    {
        Key = key;
        Hash = hash;
        Message = message;
        Signature = key.Sign(message, hash);
    }

    public FakeKey Key { get; }

    /// <summary>The hash that the signature was made with.</summary>
    public HashAlgorithmName Hash { get; }

    /// <summary>The bytes under the signature: the artifact, or the envelope's pre-authentication encoding.</summary>
    public byte[] Message { get; }

    public byte[] Signature { get; }

    /// <summary>The envelope's payload; null for a message.</summary>
    public byte[]? Payload { get; private init; }

    public string PayloadType { get; private init; } = StatementType;

    public static SignedContent OfMessage(FakeKey key, byte[] artifact, HashAlgorithmName? hash = null) =>
        new(key, hash ?? MessageHash(key), artifact);

    public static SignedContent OfPayload(FakeKey key, byte[] payload, HashAlgorithmName? hash = null, string payloadType = StatementType)
    {
        var message = PreAuthenticationEncoding.Encode(payloadType, payload);
        return new SignedContent(key, hash ?? MessageHash(key), message) { Payload = payload, PayloadType = payloadType };
    }

    /// <summary>How Sigstore's messages name a hash.</summary>
    public static string ProtobufName(HashAlgorithmName hash) => "SHA2_" + hash.Name![3..];

    /// <summary>An in-toto statement about one artifact, by its SHA-256.</summary>
    public static JsonObject Statement(ReadOnlySpan<byte> artifact, string name = "artifact")
    {
        return new JsonObject
        {
            ["_type"] = "https://in-toto.io/Statement/v1",
            ["subject"] = new JsonArray(new JsonObject
            {
                ["name"] = name,
                ["digest"] = new JsonObject { ["sha256"] = Convert.ToHexStringLower(SHA256.HashData(artifact)) },
            }),
            ["predicateType"] = "https://slsa.dev/provenance/v1",
            ["predicate"] = new JsonObject { ["buildDefinition"] = new JsonObject() },
        };
    }

    public byte[] Digest(HashAlgorithmName hash) => CryptographicOperations.HashData(hash, Message);

    /// <summary>The member <c>messageSignature</c> of a bundle.</summary>
    public JsonObject ToMessageSignature()
    {
        return new JsonObject
        {
            ["messageDigest"] = new JsonObject { ["algorithm"] = ProtobufName(Hash), ["digest"] = Convert.ToBase64String(Digest(Hash)) },
            ["signature"] = Convert.ToBase64String(Signature),
        };
    }

    /// <summary>The member <c>dsseEnvelope</c> of a bundle.</summary>
    public JsonObject ToEnvelope()
    {
        return new JsonObject
        {
            ["payload"] = Convert.ToBase64String(Payload ?? throw new InvalidOperationException("A message has no envelope.")),
            ["payloadType"] = PayloadType,
            ["signatures"] = new JsonArray(new JsonObject { ["sig"] = Convert.ToBase64String(Signature) }),
        };
    }

    public byte[] EnvelopeBytes() => CanonicalJson.Serialize(JsonSerializer.SerializeToElement(ToEnvelope()));

    // An Ed25519 key hashes for itself; a digest that names the artifact is SHA-256 then.
    private static HashAlgorithmName MessageHash(FakeKey key) => key.Kind == KeyKind.Ed25519 ? HashAlgorithmName.SHA256 : key.Hash;
}

using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Swarm.Verification.Tests.Authority;

/// <summary>The bodies of log entries, as Rekor v1 and v2 write them.</summary>
internal static class LogBodies
{
    /// <summary>Describes a signature as an entry of the given kind.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="content">The signature.</param>
    /// <param name="certificate">The signer's certificate; the entry names the bare key where null.</param>
    public static LogBody Create(LogEntryKind kind, SignedContent content, FakeCertificate? certificate)
    {
        return kind switch
        {
            LogEntryKind.HashedRekord001 => Entry("hashedrekord", "0.0.1", HashedRekord001(content, certificate)),
            LogEntryKind.Dsse001 => Entry("dsse", "0.0.1", Dsse001(content, certificate)),
            LogEntryKind.Intoto002 => Entry("intoto", "0.0.2", Intoto002(content, certificate)),
            LogEntryKind.HashedRekord002 => Entry("hashedrekord", "0.0.2", HashedRekord002(content, certificate)),
            LogEntryKind.Dsse002 => Entry("dsse", "0.0.2", Dsse002(content, certificate)),
            _ => throw new ArgumentOutOfRangeException(nameof(kind)),
        };
    }

    private static LogBody Entry(string kind, string version, JsonObject spec) =>
        new(new JsonObject { ["apiVersion"] = version, ["kind"] = kind, ["spec"] = spec });

    private static JsonObject HashedRekord001(SignedContent content, FakeCertificate? certificate)
    {
        return new JsonObject
        {
            ["data"] = new JsonObject { ["hash"] = HexHash(content.Hash, content.Digest(content.Hash)) },
            ["signature"] = new JsonObject
            {
                ["content"] = Convert.ToBase64String(content.Signature),
                ["publicKey"] = new JsonObject { ["content"] = Pem(content, certificate) },
            },
        };
    }

    private static JsonObject Dsse001(SignedContent content, FakeCertificate? certificate)
    {
        return new JsonObject
        {
            ["envelopeHash"] = HexHash(HashAlgorithmName.SHA256, SHA256.HashData(content.EnvelopeBytes())),
            ["payloadHash"] = HexHash(HashAlgorithmName.SHA256, SHA256.HashData(content.Payload!)),
            ["signatures"] = new JsonArray(new JsonObject
            {
                ["signature"] = Convert.ToBase64String(content.Signature),
                ["verifier"] = Pem(content, certificate),
            }),
        };
    }

    private static JsonObject Intoto002(SignedContent content, FakeCertificate? certificate)
    {
        // The signature is in base 64 twice.
        var signature = Convert.ToBase64String(Encoding.ASCII.GetBytes(Convert.ToBase64String(content.Signature)));
        return new JsonObject
        {
            ["content"] = new JsonObject
            {
                ["envelope"] = new JsonObject
                {
                    ["payloadType"] = content.PayloadType,
                    ["signatures"] = new JsonArray(new JsonObject { ["publicKey"] = Pem(content, certificate), ["sig"] = signature }),
                },
                ["hash"] = HexHash(HashAlgorithmName.SHA256, SHA256.HashData(content.EnvelopeBytes())),
                ["payloadHash"] = HexHash(HashAlgorithmName.SHA256, SHA256.HashData(content.Payload!)),
            },
        };
    }

    private static JsonObject HashedRekord002(SignedContent content, FakeCertificate? certificate)
    {
        var entry = new JsonObject
        {
            ["data"] = ProtobufHash(content.Hash, content.Digest(content.Hash)),
            ["signature"] = Signature(content, certificate),
        };
        return new JsonObject { ["hashedRekordV002"] = entry };
    }

    private static JsonObject Dsse002(SignedContent content, FakeCertificate? certificate)
    {
        var entry = new JsonObject
        {
            ["payloadHash"] = ProtobufHash(HashAlgorithmName.SHA256, SHA256.HashData(content.Payload!)),
            ["signatures"] = new JsonArray(Signature(content, certificate)),
        };
        return new JsonObject { ["dsseV002"] = entry };
    }

    private static JsonObject Signature(SignedContent content, FakeCertificate? certificate)
    {
        var verifier = new JsonObject { ["keyDetails"] = content.Key.Details };
        verifier[certificate is null ? "publicKey" : "x509Certificate"] =
            new JsonObject { ["rawBytes"] = Convert.ToBase64String(certificate?.Bytes ?? content.Key.PublicKeyInfo) };
        return new JsonObject { ["content"] = Convert.ToBase64String(content.Signature), ["verifier"] = verifier };
    }

    private static JsonObject HexHash(HashAlgorithmName hash, byte[] value) =>
        new() { ["algorithm"] = hash.Name!.ToLowerInvariant(), ["value"] = Convert.ToHexStringLower(value) };

    private static JsonObject ProtobufHash(HashAlgorithmName hash, byte[] value) =>
        new() { ["algorithm"] = SignedContent.ProtobufName(hash), ["digest"] = Convert.ToBase64String(value) };

    private static string Pem(SignedContent content, FakeCertificate? certificate) =>
        Convert.ToBase64String(Encoding.ASCII.GetBytes(certificate?.Pem ?? content.Key.PublicKeyPem));
}

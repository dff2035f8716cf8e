using System.Security.Cryptography;
using System.Text.Json;
using Swarm.Verification.Bundles;
using Swarm.Verification.Encodings;
using Swarm.Verification.Evidence;

namespace Swarm.Verification.Logs;

/// <summary>
/// Checks that what a log holds is about the bundle: the same signature, signer and artifact. Kinds: hashedrekord
/// 0.0.1 and 0.0.2, dsse 0.0.1 and 0.0.2, intoto 0.0.2. An intoto 0.0.1 entry does not hold the signature, so that
/// nothing ties it to one.
/// </summary>
internal static class LogEntryBody
{
    private const string What = "The log entry";

    internal static void RequireMatch(BundleLogEntry entry, EntrySubject subject)
    {
        using var document = JsonText.Parse(entry.Body, What);
        var body = document.RootElement;
        if (body.RequireText("kind", What) != entry.Kind || body.RequireText("apiVersion", What) != entry.Version)
        {
            throw Refusal.Invalid("the log entry is of another kind than the bundle says");
        }

        var spec = body.RequireObject("spec", What);
        switch (entry.Kind, entry.Version)
        {
            case ("hashedrekord", "0.0.1"):
                RequireRecord(spec, subject);
                break;
            case ("hashedrekord", "0.0.2"):
                RequireSecondRecord(spec.RequireObject("hashedRekordV002", What), subject);
                break;
            case ("dsse", "0.0.1"):
                RequireEnvelope(spec, subject);
                break;
            case ("dsse", "0.0.2"):
                RequireSecondEnvelope(spec.RequireObject("dsseV002", What), subject);
                break;
            case ("intoto", "0.0.2"):
                RequireInToto(spec.RequireObject("content", What), subject);
                break;
            default:
                throw Refusal.Invalid($"a log entry of the kind {entry.Kind} {entry.Version} does not show which signature it is about");
        }
    }

    private static void RequireRecord(JsonElement spec, EntrySubject subject)
    {
        if (subject.Bundle.Message is null)
        {
            throw Refusal.Invalid("the log entry is about an artifact's signature, and the bundle holds an envelope");
        }

        RequireHexDigest(spec.RequireObject("data", What).RequireObject("hash", What), subject.HashArtifact, "artifact");
        var signature = spec.RequireObject("signature", What);
        RequireSignature(signature.RequireBytes("content", What, BundleLimits.SignatureBytes), subject);
        RequireSigner(signature.RequireObject("publicKey", What).RequireBytes("content", What, BundleLimits.TimestampBytes), subject);
    }

    // Over an envelope, the second generation records the digest of what is signed (the pre-authentication encoding).
    private static void RequireSecondRecord(JsonElement record, EntrySubject subject)
    {
        var envelope = subject.Bundle.Envelope;
        RequireDigest(
            record.RequireObject("data", What),
            hash => envelope is null ? subject.HashArtifact(hash) : CryptographicOperations.HashData(hash, envelope.PreAuthenticationEncoding),
            envelope is null ? "artifact" : "envelope");
        RequireSecondSignature(record.RequireObject("signature", What), subject);
    }

    private static void RequireEnvelope(JsonElement spec, EntrySubject subject)
    {
        RequireHexDigest(spec.RequireObject("payloadHash", What), HashPayload(subject), "payload");
        var signature = RequireOne(spec);
        RequireSignature(signature.RequireBytes("signature", What, BundleLimits.SignatureBytes), subject);
        RequireSigner(signature.RequireBytes("verifier", What, BundleLimits.TimestampBytes), subject);
    }

    private static void RequireSecondEnvelope(JsonElement record, EntrySubject subject)
    {
        RequireDigest(record.RequireObject("payloadHash", What), HashPayload(subject), "payload");
        RequireSecondSignature(RequireOne(record), subject);
    }

    // The signature stands in base 64 of its base 64.
    private static void RequireInToto(JsonElement content, EntrySubject subject)
    {
        RequireHexDigest(content.RequireObject("payloadHash", What), HashPayload(subject), "payload");
        var envelope = content.RequireObject("envelope", What);
        if (envelope.RequireText("payloadType", What) != subject.Bundle.Envelope!.PayloadType)
        {
            throw Refusal.Invalid("the log entry is about an envelope of another type");
        }

        var signature = RequireOne(envelope);
        RequireSignature(StrictBase64.Decode(signature.RequireBytes("sig", What, 2 * BundleLimits.SignatureBytes)) ?? [], subject);
        RequireSigner(signature.RequireBytes("publicKey", What, BundleLimits.TimestampBytes), subject);
    }

    private static Func<HashAlgorithmName, byte[]?> HashPayload(EntrySubject subject) => subject.Bundle.Envelope is { } envelope
        ? hash => CryptographicOperations.HashData(hash, envelope.Payload)
        : throw Refusal.Invalid("the log entry is about an envelope, and the bundle holds an artifact's signature");

    private static JsonElement RequireOne(JsonElement owner) =>
        owner.ReadList("signatures", What, BundleLimits.Certificates) is [var signature]
            ? signature
            : throw Refusal.Invalid("the log entry does not hold exactly one signature");

    private static void RequireSecondSignature(JsonElement signature, EntrySubject subject)
    {
        RequireSignature(signature.RequireBytes("content", What, BundleLimits.SignatureBytes), subject);
        var verifier = signature.RequireObject("verifier", What);
        var certificate = verifier.FindObject("x509Certificate", What)?.RequireBytes("rawBytes", What, BundleLimits.TimestampBytes);
        var key = verifier.FindObject("publicKey", What)?.RequireBytes("rawBytes", What, BundleLimits.TimestampBytes);
        if (certificate is null == key is null)
        {
            throw Refusal.Invalid("the log entry does not name exactly one signer");
        }

        RequireSame(certificate ?? key!, certificate is not null, subject);
    }

    private static void RequireSignature(ReadOnlySpan<byte> signature, EntrySubject subject)
    {
        if (!signature.SequenceEqual(subject.Bundle.Signature.Span))
        {
            throw Refusal.Invalid("the log entry is about another signature");
        }
    }

    private static void RequireSigner(ReadOnlySpan<byte> pem, EntrySubject subject)
    {
        var isCertificate = pem.IndexOf("-----BEGIN CERTIFICATE-----"u8) >= 0;
        RequireSame(Pem.Read(pem, "The log entry's signer", isCertificate ? "CERTIFICATE" : "PUBLIC KEY"), isCertificate, subject);
    }

    private static void RequireSame(ReadOnlySpan<byte> signer, bool isCertificate, EntrySubject subject)
    {
        if (isCertificate != subject.SignerIsCertificate || !signer.SequenceEqual(subject.Signer.Span))
        {
            throw Refusal.Invalid("the log entry is about another signer");
        }
    }

    private static void RequireHexDigest(JsonElement hash, Func<HashAlgorithmName, byte[]?> compute, string name)
    {
        var value = hash.RequireText("value", What, 128);
        if (value.AsSpan().ContainsAnyExcept("0123456789abcdef") || value.Length % 2 != 0)
        {
            throw Refusal.Malformed($"{What} has a digest that is not hexadecimal.");
        }

        RequireDigest(hash.RequireText("algorithm", What), Convert.FromHexString(value), compute, name);
    }

    private static void RequireDigest(JsonElement hash, Func<HashAlgorithmName, byte[]?> compute, string name) =>
        RequireDigest(hash.ReadEnum("algorithm", What, HashNames.FindName), hash.RequireBytes("digest", What, 64), compute, name);

    private static void RequireDigest(string algorithm, ReadOnlySpan<byte> stated, Func<HashAlgorithmName, byte[]?> compute, string name)
    {
        if (HashNames.Find(algorithm) is not { } hash)
        {
            throw Refusal.Invalid($"the log entry hashes the {name} with '{algorithm}', which is not accepted");
        }

        var computed = compute(hash) ?? throw Refusal.Invalid($"the log entry has the artifact's {hash.Name}, and only its SHA-256 was given: give the file");
        if (!stated.SequenceEqual(computed))
        {
            throw Refusal.Invalid($"the log entry is about another {name}");
        }
    }
}

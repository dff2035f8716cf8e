using System.Text.Json;
using Swarm.Verification.Encodings;
using Swarm.Verification.Evidence;
using Swarm.Verification.X509;

namespace Swarm.Verification.Bundles;

/// <summary>Reads bundles of versions 0.1 to 0.3, in both spellings of their media type, with each version's rules.</summary>
internal static class BundleReader
{
    private const string What = "The bundle";

    internal static SigstoreBundle Read(ReadOnlyMemory<byte> utf8)
    {
        if (utf8.Length > BundleLimits.Bytes)
        {
            throw Refusal.Malformed($"{What} has {utf8.Length} bytes, and at most {BundleLimits.Bytes} are read.");
        }

        using var document = JsonText.ParseStrict(utf8, "bundle", BundleLimits.Bytes);
        var root = document.RootElement;
        var mediaType = root.ReadText("mediaType", What, 256);
        var version = ReadVersion(mediaType);
        root.RequireOnly(What, "mediaType", "verificationMaterial", "messageSignature", "dsseEnvelope");
        var material = root.RequireObject("verificationMaterial", What);
        material.RequireOnly(What, "certificate", "x509CertificateChain", "publicKey", "tlogEntries", "timestampVerificationData");
        var (certificate, hint) = ReadSigner(material, version);
        var entries = ReadEntries(material, version);
        var timestamps = ReadTimestamps(material);
        var message = root.FindObject("messageSignature", What);
        var envelope = root.FindObject("dsseEnvelope", What);
        if (message is null == envelope is null)
        {
            throw Refusal.Malformed($"{What} must hold either a message's signature or a signed envelope, and only one of them.");
        }

        return new SigstoreBundle(
            mediaType,
            version,
            certificate,
            hint,
            entries,
            timestamps,
            message is { } signed ? ReadMessage(signed) : null,
            envelope is { } sealedPayload ? ReadEnvelope(sealedPayload) : null);
    }

    private static int ReadVersion(string mediaType) => mediaType switch
    {
        "application/vnd.dev.sigstore.bundle+json;version=0.1" => 1,
        "application/vnd.dev.sigstore.bundle+json;version=0.2" => 2,
        "application/vnd.dev.sigstore.bundle+json;version=0.3" or "application/vnd.dev.sigstore.bundle.v0.3+json" => 3,
        "" => throw Refusal.Malformed($"{What} has no mediaType: this is no Sigstore bundle."),
        _ => throw Refusal.Malformed($"{What} is of the kind '{mediaType}': versions 0.1, 0.2 and 0.3 of a Sigstore bundle are read."),
    };

    private static (DerCertificate? Certificate, string Hint) ReadSigner(JsonElement material, int version)
    {
        var chain = material.FindObject("x509CertificateChain", What);
        var single = material.FindObject("certificate", What);
        var key = material.FindObject("publicKey", What);
        if ((chain is null ? 0 : 1) + (single is null ? 0 : 1) + (key is null ? 0 : 1) != 1)
        {
            throw Refusal.Malformed($"{What} must name its signer by exactly one of a certificate, a chain of certificates and a key.");
        }

        chain?.RequireOnly(What, "certificates");
        key?.RequireOnly(What, "hint");
        if (chain is { } certificates)
        {
            return version < 3
                ? (ReadChain(certificates), string.Empty)
                : throw Refusal.Malformed($"{What} of version 0.3 must not hold a chain of certificates.");
        }

        if (single is not null && version < 3)
        {
            throw Refusal.Malformed($"{What} of version 0.{version} must hold a chain of certificates, not a single one.");
        }

        return single is { } certificate
            ? (ReadCertificate(certificate, "The signing certificate"), string.Empty)
            : (null, key!.Value.ReadText("hint", What));
    }

    // The first certificate is the signer's. The others are never trusted, and a root has no business in a bundle.
    private static DerCertificate ReadChain(JsonElement chain)
    {
        var certificates = chain.ReadList("certificates", What, BundleLimits.Certificates);
        if (certificates.Count == 0)
        {
            throw Refusal.Malformed($"{What} has a chain without certificates.");
        }

        for (var index = 1; index < certificates.Count; index++)
        {
            if (ReadCertificate(certificates[index], $"Certificate {index + 1} of the bundle").IsSelfIssued)
            {
                throw Refusal.Malformed($"{What} brings a root certificate of its own. Whom to trust is never a bundle's to say.");
            }
        }

        return ReadCertificate(certificates[0], "The signing certificate");
    }

    private static DerCertificate ReadCertificate(JsonElement certificate, string what)
    {
        certificate.RequireOnly(what, "rawBytes");
        return DerCertificate.Read(certificate.RequireBytes("rawBytes", what, DerCertificate.MostBytes), what);
    }

    private static List<BundleLogEntry> ReadEntries(JsonElement material, int version)
    {
        var entries = new List<BundleLogEntry>();
        foreach (var element in material.ReadList("tlogEntries", What, BundleLimits.LogEntries))
        {
            var entry = BundleLogEntryReader.Read(element, $"Log entry {entries.Count + 1} of the bundle");
            if (version == 1 && entry.Promise.Length == 0)
            {
                throw Refusal.Malformed($"{What} is of version 0.1, and a log entry of it has no inclusion promise.");
            }

            if (version > 1 && entry.Proof is null)
            {
                throw Refusal.Malformed($"{What} is of version 0.{version}, and a log entry of it has no inclusion proof.");
            }

            if (entries.Exists(other => other.LogIndex == entry.LogIndex && other.LogKeyId.AsSpan().SequenceEqual(entry.LogKeyId)))
            {
                throw Refusal.Malformed($"{What} holds the same log entry twice.");
            }

            entries.Add(entry);
        }

        return entries;
    }

    private static List<byte[]> ReadTimestamps(JsonElement material)
    {
        var timestamps = new List<byte[]>();
        if (material.FindObject("timestampVerificationData", What) is { } data)
        {
            data.RequireOnly(What, "rfc3161Timestamps");
            foreach (var timestamp in data.ReadList("rfc3161Timestamps", What, BundleLimits.Timestamps))
            {
                timestamp.RequireOnly("A timestamp of the bundle", "signedTimestamp");
                timestamps.Add(timestamp.RequireBytes("signedTimestamp", "A timestamp of the bundle", BundleLimits.TimestampBytes));
            }
        }

        return timestamps;
    }

    private static MessageSignature ReadMessage(JsonElement message)
    {
        const string Name = "The message's signature";
        message.RequireOnly(Name, "messageDigest", "signature");
        var signature = message.RequireBytes("signature", Name, BundleLimits.SignatureBytes);
        if (message.FindObject("messageDigest", Name) is not { } stated)
        {
            return new MessageSignature(null, [], signature);
        }

        stated.RequireOnly(Name, "algorithm", "digest");
        var algorithm = HashNames.Find(stated.ReadEnum("algorithm", Name, HashNames.FindName))
            ?? throw Refusal.Malformed($"{Name} states a digest of an unknown kind: SHA2_256, SHA2_384 and SHA2_512 are known.");
        var digest = stated.RequireBytes("digest", Name, 64);
        return digest.Length == HashNames.GetSize(algorithm)
            ? new MessageSignature(algorithm, digest, signature)
            : throw Refusal.Malformed($"{Name} states a digest of the wrong length.");
    }

    private static Envelope ReadEnvelope(JsonElement envelope)
    {
        const string Name = "The signed envelope";
        envelope.RequireOnly(Name, "payload", "payloadType", "signatures");
        var signatures = envelope.ReadList("signatures", Name, BundleLimits.Certificates);
        foreach (var signature in signatures)
        {
            signature.RequireOnly(Name, "sig", "keyid");
        }

        return signatures.Count == 1
            ? new Envelope(
                envelope.RequireText("payloadType", Name, 256),
                envelope.ReadBytes("payload", Name, BundleLimits.PayloadBytes),
                signatures[0].ReadText("keyid", Name),
                signatures[0].RequireBytes("sig", Name, BundleLimits.SignatureBytes))
            : throw Refusal.Malformed($"{Name} has {signatures.Count} signatures, and a bundle's has exactly one.");
    }
}

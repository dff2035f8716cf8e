using System.Formats.Asn1;
using System.Security.Cryptography;
using Swarm.Verification.Encodings;
using Swarm.Verification.Evidence;
using Swarm.Verification.X509;

namespace Swarm.Verification.Timestamps;

/// <summary>Reads the signer of a timestamp token (RFC 5652, section 5.3; RFC 3161, section 2.4.1; RFC 5816).</summary>
internal static class TimestampSignerReader
{
    private const string What = "The timestamp";

    private static readonly Asn1Tag AttributesTag = new(TagClass.ContextSpecific, 0, isConstructed: true);

    internal static TimestampSigner Read(AsnReader signer)
    {
        if (!signer.TryReadInt32(out var version) || version is not (1 or 3))
        {
            throw Refusal.Malformed($"{What} has a signer of an unknown version.");
        }

        ReadOnlyMemory<byte> issuer = default, serialNumber = default, keyIdentifier = default;
        if (version == 3)
        {
            keyIdentifier = signer.ReadOctetString(new Asn1Tag(TagClass.ContextSpecific, 0));
        }
        else
        {
            var name = signer.ReadSequence();
            issuer = name.ReadEncodedValue();
            serialNumber = name.ReadIntegerBytes();
            name.ThrowIfNotEmpty();
        }

        var hash = SignatureAlgorithm.ReadHash(signer, What);
        if (!signer.HasContextTag(0))
        {
            throw Refusal.Malformed($"{What} has no signed attributes.");
        }

        // What was signed is the set as it is, under the tag of a set (RFC 5652, section 5.4).
        var signed = signer.PeekEncodedValue().ToArray();
        signed[0] = 0x31;
        var (contentDigest, certificateHash, certificateDigest) = ReadAttributes(signer.ReadSetOf(AttributesTag));
        var algorithm = SignatureAlgorithm.Read(signer, What, hash);
        ReadOnlyMemory<byte> signature = signer.ReadOctetString();
        if (signer.HasContextTag(1))
        {
            signer.ReadEncodedValue();
        }

        signer.ThrowIfNotEmpty();
        return new TimestampSigner(
            issuer, serialNumber, keyIdentifier, hash, signed, contentDigest, certificateHash, certificateDigest, algorithm, signature);
    }

    private static (ReadOnlyMemory<byte> Content, HashAlgorithmName Hash, ReadOnlyMemory<byte> Certificate) ReadAttributes(AsnReader attributes)
    {
        ReadOnlyMemory<byte>? content = null;
        (HashAlgorithmName Hash, ReadOnlyMemory<byte> Digest)? certificate = null;
        var isTimestamp = false;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (attributes.HasData)
        {
            var attribute = attributes.ReadSequence();
            var oid = attribute.ReadObjectIdentifier();
            var values = attribute.ReadSetOf();
            attribute.ThrowIfNotEmpty();
            if (!seen.Add(oid))
            {
                throw Refusal.Malformed($"{What} has a signed attribute twice.");
            }

            switch (oid)
            {
                case Oids.ContentType:
                    TimestampTokenReader.RequireOid(values, Oids.TimestampInfo);
                    isTimestamp = true;
                    break;
                case Oids.MessageDigest:
                    content = values.ReadOctetString();
                    break;
                case Oids.SigningCertificateV2:
                    certificate = ReadCertificateDigest(values);
                    break;
                default:
                    continue;
            }

            values.ThrowIfNotEmpty();
        }

        return isTimestamp && content is { } digest && certificate is { } bound
            ? (digest, bound.Hash, bound.Digest)
            : throw Refusal.Malformed($"{What} lacks the signed attributes that bind its content and its signer's certificate.");
    }

    // ESSCertIDv2 (RFC 5035, section 4): SHA-256 where no hash is named. Only the first certificate is the signer's.
    private static (HashAlgorithmName Hash, ReadOnlyMemory<byte> Digest) ReadCertificateDigest(AsnReader values)
    {
        var first = values.ReadSequence().ReadSequence().ReadSequence();
        var hash = first.PeekTag().HasSameClassAndValue(Asn1Tag.Sequence) ? SignatureAlgorithm.ReadHash(first, What) : HashAlgorithmName.SHA256;
        return (hash, first.ReadOctetString());
    }
}

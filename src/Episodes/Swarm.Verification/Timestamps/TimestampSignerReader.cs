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

        // What was signed is the set under the tag of a set (RFC 5652, section 5.4).
        var asItStands = signer.PeekEncodedValue().ToArray();
        asItStands[0] = 0x31;
        var sorted = Sort(new AsnReader(asItStands, AsnEncodingRules.DER, new AsnReaderOptions { SkipSetSortOrderVerification = true }).ReadSetOf());
        ReadOnlyMemory<byte>[] signed = asItStands.AsSpan().SequenceEqual(sorted) ? [asItStands] : [asItStands, sorted];
        var (contentDigest, certificateDigests) = ReadAttributes(signer.ReadSetOf(AttributesTag));
        var algorithm = SignatureAlgorithm.Read(signer, What, hash);
        ReadOnlyMemory<byte> signature = signer.ReadOctetString();
        if (signer.HasContextTag(1))
        {
            signer.ReadEncodedValue();
        }

        signer.ThrowIfNotEmpty();
        return new TimestampSigner(
            issuer, serialNumber, keyIdentifier, hash, signed, contentDigest, certificateDigests, algorithm, signature);
    }

    private static byte[] Sort(AsnReader attributes)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSetOf())
        {
            while (attributes.HasData)
            {
                writer.WriteEncodedValue(attributes.ReadEncodedValue().Span);
            }
        }

        return writer.Encode();
    }

    private static (ReadOnlyMemory<byte> Content, List<(HashAlgorithmName Hash, ReadOnlyMemory<byte> Digest)> Certificates) ReadAttributes(AsnReader attributes)
    {
        ReadOnlyMemory<byte>? content = null;
        var certificates = new List<(HashAlgorithmName Hash, ReadOnlyMemory<byte> Digest)>();
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
                case Oids.SigningCertificate or Oids.SigningCertificateV2:
                    certificates.Add(ReadCertificateDigest(values, isFirstVersion: oid == Oids.SigningCertificate));
                    break;
                default:
                    continue;
            }

            values.ThrowIfNotEmpty();
        }

        return isTimestamp && content is { } digest && certificates.Count > 0
            ? (digest, certificates)
            : throw Refusal.Malformed($"{What} lacks the signed attributes that bind its content and its signer's certificate.");
    }

    // ESSCertID (RFC 2634, section 5.4.1): SHA-1, against which nobody can make a second certificate of the trusted authority's.
    // ESSCertIDv2 (RFC 5035, section 4): SHA-256 where no hash is named. Only the first certificate is the signer's.
    private static (HashAlgorithmName Hash, ReadOnlyMemory<byte> Digest) ReadCertificateDigest(AsnReader values, bool isFirstVersion)
    {
        var first = values.ReadSequence().ReadSequence().ReadSequence();
        var hash = isFirstVersion ? HashAlgorithmName.SHA1
            : first.PeekTag().HasSameClassAndValue(Asn1Tag.Sequence) ? SignatureAlgorithm.ReadHash(first, What) : HashAlgorithmName.SHA256;
        return (hash, first.ReadOctetString());
    }
}

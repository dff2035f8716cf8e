using System.Formats.Asn1;
using Swarm.Verification.Encodings;
using Swarm.Verification.Evidence;
using Swarm.Verification.PublicKeys;

namespace Swarm.Verification.X509;

/// <summary>Reads certificates as RFC 5280, section 4.1, has them, and refuses what it does not know.</summary>
internal static class DerCertificateReader
{
    private const int Version3 = 2;

    private const int MostSerialBytes = 21;

    private const int MostExtensions = 64;

    private const int MostPurposes = 32;

    private static readonly Asn1Tag ExtensionsTag = new(TagClass.ContextSpecific, 3, isConstructed: true);

    internal static DerCertificate Read(AsnReader reader, ReadOnlyMemory<byte> raw, string what)
    {
        var outer = Der.ReadWholeSequence(reader);
        var toBeSigned = outer.PeekEncodedValue();
        var body = outer.ReadSequence();
        var outerAlgorithm = outer.PeekEncodedValue();
        var algorithm = SignatureAlgorithm.Read(outer, what);
        var signature = outer.ReadBitString(out var unused);
        outer.ThrowIfNotEmpty();

        if (!body.HasContextTag(0))
        {
            throw Refusal.Malformed($"{what} is not of version 3.");
        }

        var version = Der.ReadExplicit(body, 0);
        if (!version.TryReadInt32(out var number) || number != Version3 || version.HasData)
        {
            throw Refusal.Malformed($"{what} is not of version 3.");
        }

        var serialNumber = body.ReadIntegerBytes();
        if ((serialNumber.Span[0] & 0x80) != 0 || serialNumber.Length > MostSerialBytes || unused != 0)
        {
            throw Refusal.Malformed($"{what} has a serial number or a signature that is not allowed.");
        }

        if (!body.ReadEncodedValue().Span.SequenceEqual(outerAlgorithm.Span))
        {
            throw Refusal.Malformed($"{what} names two different signature algorithms.");
        }

        var issuer = ReadName(body);
        var validity = body.ReadSequence();
        var notBefore = ReadTime(validity);
        var notAfter = ReadTime(validity);
        validity.ThrowIfNotEmpty();
        var subject = ReadName(body);
        var publicKey = PublicKey.FromSubjectPublicKeyInfo(body.ReadEncodedValue(), $"{what}'s key");
        var extensions = ReadExtensions(body, what);
        body.ThrowIfNotEmpty();
        return new DerCertificate
        {
            Raw = raw,
            ToBeSigned = toBeSigned,
            SerialNumber = serialNumber,
            SignatureAlgorithm = algorithm,
            Signature = signature,
            Issuer = issuer,
            Subject = subject,
            NotBefore = notBefore,
            NotAfter = notAfter,
            PublicKey = publicKey,
            Extensions = extensions,
            Uses = ReadUses(extensions, what),
        };
    }

    private static ReadOnlyMemory<byte> ReadName(AsnReader reader)
    {
        var encoded = reader.PeekEncodedValue();
        var names = reader.ReadSequence();
        while (names.HasData)
        {
            names.ReadSetOf();
        }

        return encoded;
    }

    private static DateTimeOffset ReadTime(AsnReader reader) => reader.PeekTag().HasSameClassAndValue(Asn1Tag.UtcTime)
        ? reader.ReadUtcTime(twoDigitYearMax: 2049)
        : reader.ReadGeneralizedTime();

    private static List<CertificateExtension> ReadExtensions(AsnReader body, string what)
    {
        var extensions = new List<CertificateExtension>();
        if (!body.HasContextTag(ExtensionsTag.TagValue))
        {
            return extensions;
        }

        var list = Der.ReadWholeSequence(Der.ReadExplicit(body, ExtensionsTag.TagValue));
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (list.HasData)
        {
            var encoded = list.PeekEncodedValue();
            var extension = list.ReadSequence();
            var oid = extension.ReadObjectIdentifier();
            var isCritical = extension.PeekTag().HasSameClassAndValue(Asn1Tag.Boolean);
            if (isCritical && !extension.ReadBoolean())
            {
                throw new AsnContentException();
            }

            var value = extension.ReadOctetString();
            extension.ThrowIfNotEmpty();
            if (!seen.Add(oid) || seen.Count > MostExtensions)
            {
                throw Refusal.Malformed($"{what} has an extension twice ({oid}), or more than {MostExtensions} extensions.");
            }

            if (oid == Oids.PrecertificatePoison)
            {
                throw Refusal.Malformed($"{what} is a precertificate, which was made for a log and not for use.");
            }

            if (isCritical && oid is not (Oids.KeyUsage or Oids.BasicConstraints or Oids.ExtendedKeyUsage or Oids.SubjectAlternativeName or Oids.SubjectKeyIdentifier))
            {
                throw Refusal.Malformed($"{what} has a critical extension that is not understood ({oid}).");
            }

            extensions.Add(new CertificateExtension(oid, isCritical, value, encoded));
        }

        return extensions;
    }

    private static CertificateUses ReadUses(List<CertificateExtension> extensions, string what)
    {
        var constraints = Find(extensions, Oids.BasicConstraints);
        var (isAuthority, pathLength) = constraints is null ? (false, null) : Der.Read(constraints.Value, what, ReadBasicConstraints);
        var usage = Find(extensions, Oids.KeyUsage) is { } found ? Der.Read(found.Value, what, reader => reader.ReadNamedBitList()) : null;
        var purposes = Find(extensions, Oids.ExtendedKeyUsage);
        return new CertificateUses(
            isAuthority,
            pathLength,
            usage is { Length: > 5 } && usage[5],
            usage is { Length: > 0 } && usage[0],
            purposes is null ? null : Der.Read(purposes.Value, what, ReadPurposes),
            purposes?.IsCritical ?? false);
    }

    private static CertificateExtension? Find(List<CertificateExtension> extensions, string oid) => extensions.Find(extension => extension.Oid == oid);

    private static (bool IsAuthority, int? PathLength) ReadBasicConstraints(AsnReader reader)
    {
        var sequence = reader.ReadSequence();
        var isAuthority = sequence.HasData && sequence.PeekTag().HasSameClassAndValue(Asn1Tag.Boolean);
        if (isAuthority && !sequence.ReadBoolean())
        {
            throw new AsnContentException();
        }

        int? pathLength = null;
        if (sequence.HasData)
        {
            if (!isAuthority || !sequence.TryReadInt32(out var length) || length < 0)
            {
                throw new AsnContentException();
            }

            pathLength = length;
        }

        sequence.ThrowIfNotEmpty();
        return (isAuthority, pathLength);
    }

    private static List<string> ReadPurposes(AsnReader reader)
    {
        var sequence = reader.ReadSequence();
        var purposes = new List<string>();
        while (sequence.HasData && purposes.Count < MostPurposes)
        {
            purposes.Add(sequence.ReadObjectIdentifier());
        }

        sequence.ThrowIfNotEmpty();
        return purposes.Count > 0 ? purposes : throw new AsnContentException();
    }
}

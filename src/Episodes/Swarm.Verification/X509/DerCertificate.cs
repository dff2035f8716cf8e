using System.Formats.Asn1;
using Swarm.Verification.Encodings;
using Swarm.Verification.Evidence;
using Swarm.Verification.PublicKeys;

namespace Swarm.Verification.X509;

/// <summary>A certificate of version 3 (RFC 5280, section 4.1), read strictly. Nothing of it is verified yet.</summary>
internal sealed class DerCertificate
{
    /// <summary>The most bytes that a certificate is read with.</summary>
    internal const int MostBytes = 64 * 1024;

    private DerCertificate? _signer;

    internal required ReadOnlyMemory<byte> Raw { get; init; }

    internal required ReadOnlyMemory<byte> ToBeSigned { get; init; }

    internal required ReadOnlyMemory<byte> SerialNumber { get; init; }

    internal required SignatureAlgorithm SignatureAlgorithm { get; init; }

    internal required ReadOnlyMemory<byte> Signature { get; init; }

    internal required ReadOnlyMemory<byte> Issuer { get; init; }

    internal required ReadOnlyMemory<byte> Subject { get; init; }

    internal required DateTimeOffset NotBefore { get; init; }

    internal required DateTimeOffset NotAfter { get; init; }

    internal required PublicKey PublicKey { get; init; }

    internal required IReadOnlyList<CertificateExtension> Extensions { get; init; }

    internal required CertificateUses Uses { get; init; }

    internal bool IsSelfIssued => Subject.Span.SequenceEqual(Issuer.Span);

    internal static DerCertificate Read(ReadOnlyMemory<byte> der, string what) => der.Length <= MostBytes
        ? Der.Read(der, what, reader => DerCertificateReader.Read(reader, der, what))
        : throw Refusal.Malformed($"{what} has {der.Length} bytes, and at most {MostBytes} are read.");

    internal CertificateExtension? FindExtension(string oid)
    {
        foreach (var extension in Extensions)
        {
            if (extension.Oid == oid)
            {
                return extension;
            }
        }

        return null;
    }

    /// <summary>Whether the issuer's name and key made this certificate. What a certificate was once found to be signed by is remembered.</summary>
    internal bool IsSignedBy(DerCertificate issuer)
    {
        if (ReferenceEquals(_signer, issuer))
        {
            return true;
        }

        if (!Issuer.Span.SequenceEqual(issuer.Subject.Span)
            || !SignatureAlgorithm.Verify(issuer.PublicKey, ToBeSigned.Span, Signature.Span))
        {
            return false;
        }

        _signer = issuer;
        return true;
    }

    internal bool IsValidAt(DateTimeOffset time) => time >= NotBefore && time <= NotAfter;

    /// <summary>What was signed before the log's timestamps were put in (RFC 6962, section 3.2).</summary>
    internal byte[] GetPrecertificate()
    {
        var body = new AsnReader(ToBeSigned, AsnEncodingRules.DER).ReadSequence();
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            while (body.HasData && !body.HasContextTag(3))
            {
                writer.WriteEncodedValue(body.ReadEncodedValue().Span);
            }

            using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 3, isConstructed: true)))
            using (writer.PushSequence())
            {
                foreach (var extension in Extensions)
                {
                    if (extension.Oid != Oids.SignedCertificateTimestamps)
                    {
                        writer.WriteEncodedValue(extension.Encoded.Span);
                    }
                }
            }
        }

        return writer.Encode();
    }
}

using System.Formats.Asn1;
using System.Security.Cryptography;

namespace Swarm.Verification.Tests.Authority;

/// <summary>The attributes that a signature of CMS is over (RFC 5652, section 5.3), as a SET OF.</summary>
internal static class SignedAttributes
{
    private const string ContentTypeAttribute = "1.2.840.113549.1.9.3";

    private const string MessageDigestAttribute = "1.2.840.113549.1.9.4";

    private const string SigningTimeAttribute = "1.2.840.113549.1.9.5";

    private const string SigningCertificateAttribute = "1.2.840.113549.1.9.16.2.47";

    private const string OldSigningCertificateAttribute = "1.2.840.113549.1.9.16.2.12";

    /// <summary>Puts the attributes of a set into another order.</summary>
    /// <param name="attributes">The set.</param>
    /// <param name="reorder">Gives the order.</param>
    public static byte[] Reorder(byte[] attributes, Func<List<byte[]>, IEnumerable<byte[]>> reorder)
    {
        var set = new AsnReader(attributes, AsnEncodingRules.DER).ReadSetOf();
        var values = new List<byte[]>();
        while (set.HasData)
        {
            values.Add(set.ReadEncodedValue().ToArray());
        }

        var writer = new AsnWriter(AsnEncodingRules.BER);
        using (writer.PushSetOf())
        {
            foreach (var value in reorder(values))
            {
                writer.WriteEncodedValue(value);
            }
        }

        return writer.Encode();
    }

    public static byte[] Write(TimestampTemplate template, byte[] info)
    {
        return DerEncoding.Write(writer =>
        {
            using (writer.PushSetOf())
            {
                var type = template.ContentTypeAttribute ?? template.ContentType;
                WriteAttribute(writer, ContentTypeAttribute, value => value.WriteObjectIdentifier(type));
                WriteAttribute(writer, SigningTimeAttribute, value => value.WriteUtcTime(template.Time));
                var digest = template.MessageDigest ?? CryptographicOperations.HashData(template.SignatureHash, info);
                WriteAttribute(writer, MessageDigestAttribute, value => value.WriteOctetString(digest));
                if (template.OldSigningCertificate is { } old)
                {
                    // RFC 2634, section 5.4: SigningCertificate with one ESSCertID.
                    WriteAttribute(writer, OldSigningCertificateAttribute, value =>
                    {
                        using (value.PushSequence())
                        using (value.PushSequence())
                        using (value.PushSequence())
                        {
                            value.WriteOctetString(CryptographicOperations.HashData(HashAlgorithmName.SHA1, old.Bytes));
                        }
                    });
                }

                if (template.SigningCertificate is { } certificate)
                {
                    WriteAttribute(writer, SigningCertificateAttribute, value => WriteSigningCertificate(value, certificate));
                }
            }
        });
    }

    // RFC 5035, section 3: SigningCertificateV2 with one ESSCertIDv2 by SHA-256, which is the default and not written.
    private static void WriteSigningCertificate(AsnWriter writer, FakeCertificate certificate)
    {
        using (writer.PushSequence())
        using (writer.PushSequence())
        using (writer.PushSequence())
        {
            writer.WriteOctetString(SHA256.HashData(certificate.Bytes));
            using (writer.PushSequence())
            {
                using (writer.PushSequence())
                using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 4)))
                {
                    writer.WriteEncodedValue(certificate.Template.Issuer);
                }

                writer.WriteInteger(certificate.Template.SerialNumber);
            }
        }
    }

    private static void WriteAttribute(AsnWriter writer, string type, Action<AsnWriter> writeValue)
    {
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(type);
            using (writer.PushSetOf())
            {
                writeValue(writer);
            }
        }
    }
}

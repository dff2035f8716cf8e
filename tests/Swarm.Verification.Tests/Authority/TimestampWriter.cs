using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Text;

namespace Swarm.Verification.Tests.Authority;

/// <summary>Writes and signs a timestamp response: PKIStatusInfo, and CMS SignedData (RFC 5652) around TSTInfo.</summary>
/// <param name="template">What it holds.</param>
internal sealed class TimestampWriter(TimestampTemplate template)
{
    private const string SignedData = "1.2.840.113549.1.7.2";

    private const string ContentTypeAttribute = "1.2.840.113549.1.9.3";

    private const string MessageDigestAttribute = "1.2.840.113549.1.9.4";

    private const string SigningTimeAttribute = "1.2.840.113549.1.9.5";

    private const string SigningCertificateAttribute = "1.2.840.113549.1.9.16.2.47";

    private static readonly Asn1Tag Zero = new(TagClass.ContextSpecific, 0);

    public byte[] WriteResponse()
    {
        var token = WriteToken();
        return Encode(writer =>
        {
            using (writer.PushSequence())
            {
                using (writer.PushSequence())
                {
                    writer.WriteInteger(template.Status);
                }

                writer.WriteEncodedValue(token);
            }
        });
    }

    public byte[] WriteToken()
    {
        var info = WriteInfo();
        return Encode(writer =>
        {
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier(SignedData);
                using (writer.PushSequence(Zero))
                {
                    WriteSignedData(writer, info);
                }
            }
        });
    }

    private static byte[] Encode(Action<AsnWriter> write)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        write(writer);
        return writer.Encode();
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

    private byte[] WriteInfo()
    {
        return Encode(writer =>
        {
            using (writer.PushSequence())
            {
                writer.WriteInteger(template.Version);
                writer.WriteObjectIdentifier(template.Policy);
                using (writer.PushSequence())
                {
                    writer.WriteEncodedValue(AlgorithmIdentifiers.Digest(template.ImprintHash));
                    writer.WriteOctetString(template.Imprint);
                }

                writer.WriteInteger(template.SerialNumber);
                WriteTime(writer);
                if (template.Accuracy is { } seconds)
                {
                    using (writer.PushSequence())
                    {
                        writer.WriteInteger(seconds);
                    }
                }

                if (template.Nonce is { } nonce)
                {
                    writer.WriteInteger(nonce);
                }
            }
        });
    }

    private void WriteTime(AsnWriter writer)
    {
        if (template.TimeText is { } text)
        {
            // The writer knows DER's form of a time alone.
            writer.WriteEncodedValue([(byte)UniversalTagNumber.GeneralizedTime, (byte)text.Length, .. Encoding.ASCII.GetBytes(text)]);
        }
        else
        {
            writer.WriteGeneralizedTime(template.Time, omitFractionalSeconds: template.Time.Ticks % TimeSpan.TicksPerSecond == 0);
        }
    }

    private void WriteSignedData(AsnWriter writer, byte[] info)
    {
        using (writer.PushSequence())
        {
            writer.WriteInteger(3);
            using (writer.PushSetOf())
            {
                writer.WriteEncodedValue(AlgorithmIdentifiers.Digest(template.SignatureHash));
            }

            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier(template.ContentType);
                using (writer.PushSequence(Zero))
                {
                    writer.WriteOctetString(info);
                }
            }

            if (template.Certificates.Count > 0)
            {
                using (writer.PushSetOf(Zero))
                {
                    template.Certificates.ForEach(certificate => writer.WriteEncodedValue(certificate.Bytes));
                }
            }

            using (writer.PushSetOf())
            {
                for (var count = 0; count < template.Signers; count++)
                {
                    WriteSigner(writer, info);
                }
            }
        }
    }

    private void WriteSigner(AsnWriter writer, byte[] info)
    {
        var key = template.SignWith ?? template.Signer.Key;
        var attributes = template.HasSignedAttributes ? WriteAttributes(info) : null;
        using (writer.PushSequence())
        {
            writer.WriteInteger(1);
            using (writer.PushSequence())
            {
                writer.WriteEncodedValue(template.Signer.Template.Issuer);
                writer.WriteInteger(template.Signer.Template.SerialNumber);
            }

            writer.WriteEncodedValue(AlgorithmIdentifiers.Digest(template.SignatureHash));
            if (attributes is not null)
            {
                // RFC 5652, section 5.4: signed as a SET OF, written under [0].
                writer.WriteEncodedValue([0xa0, .. attributes.AsSpan(1)]);
            }

            writer.WriteEncodedValue(key.SignatureAlgorithm(template.SignatureHash));
            writer.WriteOctetString(key.Sign(attributes ?? info, template.SignatureHash));
        }
    }

    private byte[] WriteAttributes(byte[] info)
    {
        return Encode(writer =>
        {
            using (writer.PushSetOf())
            {
                WriteAttribute(writer, ContentTypeAttribute, value => value.WriteObjectIdentifier(template.ContentTypeAttribute ?? template.ContentType));
                WriteAttribute(writer, SigningTimeAttribute, value => value.WriteUtcTime(template.Time));
                var digest = template.MessageDigest ?? CryptographicOperations.HashData(template.SignatureHash, info);
                WriteAttribute(writer, MessageDigestAttribute, value => value.WriteOctetString(digest));
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
}

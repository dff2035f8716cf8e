using System.Formats.Asn1;

namespace Swarm.Verification.Tests.Authority;

/// <summary>Writes and signs a timestamp response: PKIStatusInfo, and CMS SignedData (RFC 5652) around TSTInfo.</summary>
/// <param name="template">What it holds.</param>
internal sealed class TimestampWriter(TimestampTemplate template)
{
    private const string SignedData = "1.2.840.113549.1.7.2";

    private static readonly Asn1Tag Zero = new(TagClass.ContextSpecific, 0);

    public byte[] WriteResponse()
    {
        var token = WriteToken();
        return DerEncoding.Write(writer =>
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
        var info = TimestampInfo.Write(template);
        return DerEncoding.Write(writer =>
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
                var set = new AsnWriter(AsnEncodingRules.DER);
                using (set.PushSetOf())
                {
                    template.Certificates.ForEach(certificate => set.WriteEncodedValue(certificate.Bytes));
                }

                var certificates = template.ReversesCertificates ? SignedAttributes.Reorder(set.Encode(), values => values.AsEnumerable().Reverse()) : set.Encode();
                writer.WriteEncodedValue([0xa0, .. certificates.AsSpan(1)]);
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
        var attributes = template.HasSignedAttributes ? SignedAttributes.Write(template, info) : null;
        var standing = attributes is null || template.AttributeOrder == AttributeOrder.Sorted ? attributes
            : SignedAttributes.Reorder(attributes, values => values.AsEnumerable().Reverse());
        var signed = template.AttributeOrder switch
        {
            AttributeOrder.Reversed => standing,
            AttributeOrder.ReversedAndSignedRotated => SignedAttributes.Reorder(attributes!, values => values.Skip(1).Append(values[0])),
            _ => attributes,
        };
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
                writer.WriteEncodedValue([0xa0, .. standing.AsSpan(1)]);
            }

            writer.WriteEncodedValue(key.SignatureAlgorithm(template.SignatureHash));
            writer.WriteOctetString(key.Sign(signed ?? info, template.SignatureHash));
        }
    }
}

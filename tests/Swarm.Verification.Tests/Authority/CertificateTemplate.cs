using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Swarm.Verification.Tests.Authority;

/// <summary>
/// The body of an X.509 certificate (RFC 5280, section 4.1) before it is signed. Unlike the platform's request, it writes whatever
/// it is told: duplicate or misplaced extensions, foreign versions, any names, any key.
/// </summary>
internal sealed class CertificateTemplate
{
    /// <summary>The version as written: 2 stands for v3.</summary>
    public int Version { get; set; } = 2;

    public byte[] SerialNumber { get; set; } = [0x40, .. RandomNumberGenerator.GetBytes(19)];

    /// <summary>The DER of the issuer's name.</summary>
    public byte[] Issuer { get; set; } = Name();

    /// <summary>The DER of the subject's name: empty on Fulcio's leaves.</summary>
    public byte[] Subject { get; set; } = Name();

    public DateTimeOffset NotBefore { get; set; }

    public DateTimeOffset NotAfter { get; set; }

    public required byte[] PublicKeyInfo { get; set; }

    public List<X509Extension> Extensions { get; } = [];

    /// <summary>The algorithm that the body names, where it is to differ from the one that signs.</summary>
    public byte[]? InnerAlgorithm { get; set; }

    public static byte[] Name(string? organization = null, string? commonName = null)
    {
        var name = new X500DistinguishedNameBuilder();
        if (commonName is not null)
        {
            name.AddCommonName(commonName);
        }

        // The builder writes what was added last first.
        if (organization is not null)
        {
            name.AddOrganizationName(organization);
        }

        return name.Build().RawData;
    }

    public void Remove(string oid) => Extensions.RemoveAll(extension => string.Equals(extension.Oid!.Value, oid, StringComparison.Ordinal));

    /// <summary>Puts an extension in the place of those with its identifier, or at the end.</summary>
    public void Set(X509Extension extension)
    {
        Remove(extension.Oid!.Value!);
        Extensions.Add(extension);
    }

    /// <summary>TBSCertificate.</summary>
    /// <param name="issuer">The key that will sign it.</param>
    public byte[] WriteBody(FakeKey issuer)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            if (Version != 0)
            {
                using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0)))
                {
                    writer.WriteInteger(Version);
                }
            }

            writer.WriteInteger(SerialNumber);
            writer.WriteEncodedValue(InnerAlgorithm ?? issuer.SignatureAlgorithm());
            writer.WriteEncodedValue(Issuer);
            using (writer.PushSequence())
            {
                WriteTime(writer, NotBefore);
                WriteTime(writer, NotAfter);
            }

            writer.WriteEncodedValue(Subject);
            writer.WriteEncodedValue(PublicKeyInfo);
            WriteExtensions(writer);
        }

        return writer.Encode();
    }

    /// <summary>The whole certificate.</summary>
    /// <param name="issuer">The key that signs it.</param>
    public byte[] Sign(FakeKey issuer)
    {
        var body = WriteBody(issuer);
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteEncodedValue(body);
            writer.WriteEncodedValue(issuer.SignatureAlgorithm());
            writer.WriteBitString(issuer.Sign(body));
        }

        return writer.Encode();
    }

    private static void WriteTime(AsnWriter writer, DateTimeOffset time)
    {
        if (time.Year is >= 1950 and < 2050)
        {
            writer.WriteUtcTime(time);
        }
        else
        {
            writer.WriteGeneralizedTime(time, omitFractionalSeconds: true);
        }
    }

    private void WriteExtensions(AsnWriter writer)
    {
        if (Extensions.Count == 0)
        {
            return;
        }

        using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 3)))
        using (writer.PushSequence())
        {
            foreach (var extension in Extensions)
            {
                using (writer.PushSequence())
                {
                    writer.WriteObjectIdentifier(extension.Oid!.Value!);
                    if (extension.Critical)
                    {
                        writer.WriteBoolean(value: true);
                    }

                    writer.WriteOctetString(extension.RawData);
                }
            }
        }
    }
}

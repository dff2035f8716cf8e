using System.Security.Cryptography;

namespace Swarm.Verification.Tests.Authority;

/// <summary>An authority that stamps signatures with the time (RFC 3161).</summary>
internal sealed class FakeTimestampAuthority
{
    /// <summary>Makes the authority.</summary>
    /// <param name="authority">Root and intermediates; a root alone where null.</param>
    /// <param name="kind">The kind of the stamping key.</param>
    /// <param name="validity">When the stamping certificate is valid; as long as the root where null.</param>
    /// <param name="change">Changes the stamping certificate before it is signed.</param>
    public FakeTimestampAuthority(
        FakeCertificateAuthority? authority = null,
        KeyKind kind = KeyKind.P384,
        Period? validity = null,
        Action<CertificateTemplate>? change = null)
    {
        Authority = authority ?? new FakeCertificateAuthority("timestamp.example.com", KeyPurposes.TimeStamping, intermediates: 0);
        var key = FakeKey.Create(kind);
        var (start, end) = validity ?? Authority.Validity;
        var template = Authority.DescribeLeaf(key, start, end ?? Period.Decade.End!.Value);
        template.Subject = CertificateTemplate.Name(Authority.Organization, "stamping");
        template.Extensions.Add(CertificateExtensions.ExtendedKeyUsage(critical: true, KeyPurposes.TimeStamping));
        change?.Invoke(template);
        Certificate = new FakeCertificate(template, key, template.Sign(Authority.Issuing.Key));
    }

    public string Uri { get; init; } = "https://timestamp.example.com/api/v1/timestamp";

    public FakeCertificateAuthority Authority { get; }

    /// <summary>The certificate that stamps.</summary>
    public FakeCertificate Certificate { get; }

    /// <summary>Stamps a signature.</summary>
    /// <param name="signature">What is stamped.</param>
    /// <param name="time">The time that the stamp names.</param>
    /// <param name="change">Changes the response before it is signed.</param>
    /// <param name="embed">Whether the token carries the stamping certificate.</param>
    /// <returns>The DER of a TimeStampResp.</returns>
    public byte[] Stamp(ReadOnlySpan<byte> signature, DateTimeOffset time, Action<TimestampTemplate>? change = null, bool embed = true)
    {
        var template = new TimestampTemplate
        {
            Imprint = SHA256.HashData(signature),
            Time = time,
            Signer = Certificate,
            SignatureHash = Certificate.Key.Hash,
            SigningCertificate = Certificate,
        };
        if (embed)
        {
            template.Certificates.Add(Certificate);
        }

        change?.Invoke(template);
        return new TimestampWriter(template).WriteResponse();
    }
}

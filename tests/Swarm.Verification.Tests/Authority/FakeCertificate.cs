using System.Security.Cryptography;

namespace Swarm.Verification.Tests.Authority;

/// <summary>A certificate with what it was made from and the private key of its subject.</summary>
/// <param name="Template">The body.</param>
/// <param name="Key">The subject's key.</param>
/// <param name="Bytes">The DER of the certificate.</param>
internal sealed record FakeCertificate(CertificateTemplate Template, FakeKey Key, byte[] Bytes)
{
    public string Pem => PemEncoding.WriteString("CERTIFICATE", Bytes) + "\n";
}

using Swarm.Verification.X509;

namespace Swarm.Verification.Roots;

/// <summary>An authority that the trusted root trusts to issue certificates, or to give timestamps.</summary>
/// <param name="Name">Its address, or its subject where it gives none.</param>
/// <param name="Certificates">Its certificates, the anchor last.</param>
/// <param name="ValidFor">When it is trusted.</param>
internal sealed record CertificateAuthority(string Name, IReadOnlyList<DerCertificate> Certificates, ValidityPeriod ValidFor)
{
    internal DerCertificate Anchor => Certificates[^1];

    /// <summary>The certificate that signs timestamps, where the trusted root names it.</summary>
    internal DerCertificate? Leaf => Certificates[0].Uses.IsAuthority ? null : Certificates[0];
}

namespace Swarm.Verification.X509;

/// <summary>One extension of a certificate (RFC 5280, section 4.1.2.9).</summary>
/// <param name="Oid">What it is.</param>
/// <param name="IsCritical">Whether a reader that does not know it must refuse the certificate.</param>
/// <param name="Value">The content of its octet string.</param>
/// <param name="Encoded">The whole extension as it is encoded.</param>
internal sealed record CertificateExtension(string Oid, bool IsCritical, ReadOnlyMemory<byte> Value, ReadOnlyMemory<byte> Encoded);

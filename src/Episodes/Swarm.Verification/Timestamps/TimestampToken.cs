using System.Security.Cryptography;
using Swarm.Verification.X509;

namespace Swarm.Verification.Timestamps;

/// <summary>A timestamp token (RFC 3161, section 2.4.2, in CMS, RFC 5652), read. Nothing of it is verified yet.</summary>
/// <param name="Content">What the authority signed: the time and the imprint.</param>
/// <param name="ImprintHash">The hash of the imprint.</param>
/// <param name="Imprint">The digest of what was timestamped.</param>
/// <param name="Time">The time.</param>
/// <param name="Certificates">The certificates that came along: candidates, nothing more.</param>
/// <param name="Signer">Who signed.</param>
internal sealed record TimestampToken(
    ReadOnlyMemory<byte> Content,
    HashAlgorithmName ImprintHash,
    ReadOnlyMemory<byte> Imprint,
    DateTimeOffset Time,
    IReadOnlyList<DerCertificate> Certificates,
    TimestampSigner Signer);

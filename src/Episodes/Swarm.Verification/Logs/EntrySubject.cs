using System.Security.Cryptography;
using Swarm.Verification.Bundles;

namespace Swarm.Verification.Logs;

/// <summary>What a log entry must be about.</summary>
/// <param name="Bundle">The bundle.</param>
/// <param name="Signer">The signer's certificate, or key, as DER.</param>
/// <param name="SignerIsCertificate">Whether it is a certificate.</param>
/// <param name="HashArtifact">Gives the artifact's digest, or null where only another digest of it is at hand.</param>
internal sealed record EntrySubject(
    SigstoreBundle Bundle,
    ReadOnlyMemory<byte> Signer,
    bool SignerIsCertificate,
    Func<HashAlgorithmName, byte[]?> HashArtifact);

using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Swarm.Verification.Verdicts;

namespace Swarm.Verification.Certificates;

/// <summary>
/// What one command verified so far, so that the lineages of many certificates are verified once where they are the same. It goes by the bytes that were
/// judged and by what was trusted: whatever is read anew and differs is judged anew. It remembers only what holds. Many threads may use it.
/// </summary>
public sealed class VerificationSession
{
    private readonly ConditionalWeakTable<CertificateEvidence, ReadCertificate> _certificates = [];
    private readonly ConcurrentDictionary<VerifiedAncestor, (CertificateVerdict Verdict, DateTimeOffset Time)> _ancestors = new();

    /// <summary>Reads a certificate, once for each piece of evidence.</summary>
    internal ReadCertificate Read(CertificateEvidence evidence) => _certificates.GetValue(evidence, ReadCertificate.From);

    /// <summary>Gives the verdict on an ancestor that was judged before, on the same bytes and by the same trust.</summary>
    internal CertificateVerdict? Find(VerifiedAncestor ancestor) =>

        // Evidence of the future is refused: what held holds later, and not before.
        _ancestors.TryGetValue(ancestor, out var known) && known.Time <= Now(ancestor) ? known.Verdict : null;

    /// <summary>Remembers a verdict on an ancestor, where it is valid.</summary>
    internal void Remember(VerifiedAncestor ancestor, CertificateVerdict verdict)
    {
        if (verdict.IsValid)
        {
            _ancestors[ancestor] = (verdict, Now(ancestor));
        }
    }

    private static DateTimeOffset Now(VerifiedAncestor ancestor) => ancestor.Attestation?.Clock.GetUtcNow() ?? DateTimeOffset.MinValue;
}

using Swarm.Core.Contracts;
using Swarm.Verification.Checks;
using Swarm.Verification.Verdicts;

namespace Swarm.Verification.Certificates;

/// <summary>Verifies certificates offline.</summary>
public static class CertificateVerifier
{
    /// <summary>Verifies one certificate and its link to its parent.</summary>
    /// <param name="evidence">The certificate.</param>
    /// <param name="trust">What the caller trusts, expects and can give.</param>
    public static CertificateVerdict Verify(CertificateEvidence evidence, CertificateTrust trust)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        ArgumentNullException.ThrowIfNull(trust);
        var certificate = Read(evidence, trust);
        var checks = new List<CheckResult>(MakeOwn(certificate, trust, id => FindParent(trust, id)));
        checks.Add(CheckResult.Unavailable(CheckNames.Lineage, "the ancestors were not asked for"));
        return Accept(certificate, trust, checks);
    }

    /// <summary>Verifies a certificate and all its ancestors, to the root.</summary>
    /// <param name="evidence">The certificate.</param>
    /// <param name="trust">What the caller trusts, expects and can give. What must pass must pass for each ancestor too.</param>
    /// <param name="cancellationToken">Ends the walk.</param>
    public static CertificateVerdict VerifyLineage(CertificateEvidence evidence, CertificateTrust trust, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        ArgumentNullException.ThrowIfNull(trust);
        var certificate = Read(evidence, trust);
        var walk = LineageWalk.Run(certificate, trust, cancellationToken);
        var checks = new List<CheckResult>(MakeOwn(certificate, trust, id => FindParent(trust, id))) { walk.Check };
        return Accept(certificate, trust, checks) with { Lineage = walk.Verdicts };
    }

    /// <summary>Verifies an ancestor, whose digest its child names.</summary>
    internal static CertificateVerdict VerifyAncestor(ReadCertificate certificate, CertificateTrust trust, ReadCertificate? parent)
    {
        var required = CheckNames.OfAncestors.Intersect(trust.Required, StringComparer.Ordinal).ToArray();
        return CertificateVerdict.Conclude(
            certificate, MakeOwn(certificate, trust with { RequiredCommit = null, Policy = null }, _ => parent), required);
    }

    /// <summary>Reads the certificate of a node that is at hand.</summary>
    internal static ReadCertificate? FindParent(CertificateTrust trust, string nodeId) =>
        trust.FindNode?.Invoke(nodeId) is { } evidence ? Read(evidence, trust) : null;

    private static ReadCertificate Read(CertificateEvidence evidence, CertificateTrust trust) =>
        trust.Session?.Read(evidence) ?? ReadCertificate.From(evidence);

    /// <summary>Makes the checks that acceptance adds: they are about the one certificate that was asked for.</summary>
    private static CertificateVerdict Accept(ReadCertificate certificate, CertificateTrust trust, List<CheckResult> checks)
    {
        if (certificate.Content is not { } content)
        {
            return CertificateVerdict.Conclude(certificate, checks, trust.Required);
        }

        checks.Add(HeadCheck.Make(content, certificate.Digest, trust.Heads));
        var before = CertificateVerdict.Conclude(certificate, checks, [.. trust.Required.Where(name => name is not CheckNames.Replay)]);
        checks.Add(ReplayCheck.Make(content, certificate.Digest, trust.Ledger, before.IsValid));
        return CertificateVerdict.Conclude(certificate, checks, trust.Required);
    }

    private static IReadOnlyList<CheckResult> MakeOwn(ReadCertificate certificate, CertificateTrust trust, Func<string, ReadCertificate?> findParent)
    {
        var digest = trust.ExpectedArtifactHash is { } expected
            ? CheckResult.Of(CheckNames.Digest, expected == certificate.Digest, certificate.Digest.ToString(), $"the certificate is {certificate.Digest}, not {expected}") with { Authenticates = true }
            : CheckResult.Unavailable(CheckNames.Digest, "no digest is expected");
        if (certificate.Content is not { } content)
        {
            return [new CheckResult(CheckNames.Schema, CheckStatus.Failed, certificate.Fault!), digest];
        }

        var attestation = AttestationCheck.Make(certificate, trust.Attestation);

        return
        [
            new CheckResult(CheckNames.Schema, CheckStatus.Passed, content.Type),
            digest,
            SignatureCheck.Make(certificate, trust.Keys, attestation),
            attestation,
            RecordCheck.Make(certificate),
            CheckCommit(content, trust.RequiredCommit),
            PolicyCheck.Make(certificate, trust.Policy),
            ParentCheck.Make(content, findParent),
            ContinuityCheck.Make(content, trust.FindChain),
            ConfinementCheck.OfSandbox(content),
            ConfinementCheck.OfNetwork(content),
        ];
    }

    private static CheckResult CheckCommit(Certificate certificate, string? required) => required is null
        ? CheckResult.Unavailable(CheckNames.Commit, "no commit is required")
        : CheckResult.Of(
            CheckNames.Commit,
            string.Equals(certificate.Runtime.CommitSha, required, StringComparison.Ordinal),
            required,
            $"the certificate names commit {certificate.Runtime.CommitSha ?? "none"}, not {required}");
}

using Swarm.Core.Contracts;
using Swarm.Core.Digests;
using Swarm.Core.Errors;
using Swarm.Verification.Verdicts;

namespace Swarm.Verification.Certificates;

/// <summary>Verifies certificates offline.</summary>
public static class CertificateVerifier
{
    private const int MostAncestors = 1_000_000;

    /// <summary>Verifies one certificate and its link to its parent.</summary>
    /// <param name="evidence">The certificate.</param>
    /// <param name="trust">What the caller trusts, expects and can give.</param>
    public static CertificateVerdict Verify(CertificateEvidence evidence, CertificateTrust trust) => Verify(evidence, trust, out _);

    /// <summary>Verifies a certificate and all its ancestors, to the root.</summary>
    /// <param name="evidence">The certificate.</param>
    /// <param name="trust">What the caller trusts, expects and can give.</param>
    /// <param name="cancellationToken">Ends the walk.</param>
    public static CertificateVerdict VerifyLineage(CertificateEvidence evidence, CertificateTrust trust, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(trust);
        var verdict = Verify(evidence, trust, out var certificate);
        var lineage = new List<CertificateVerdict>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var fault = (string?)null;
        var start = certificate is { Node: null } ? "the certificate names no node" : null;

        while (fault is null && certificate?.Node is { ParentNodeId: { } parentId } node)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!seen.Add(node.NodeId) || lineage.Count >= MostAncestors)
            {
                fault = $"the lineage comes back to node {node.NodeId}";
                break;
            }

            if (certificate.ParentState.CertificateSha256 is not { } expected)
            {
                start = $"the lineage begins with node {parentId}, which came without a certificate";
                break;
            }

            if (trust.FindNode?.Invoke(parentId) is not { } parent)
            {
                fault = $"the certificate of node {parentId} is not at hand";
                break;
            }

            // What the caller expects of the one certificate is not expected of its ancestors: each child names its parent's.
            // A fork shares its parent's certificate, so the evidence may speak of an earlier node.
            // What one that does not hold says of its own parent is nothing to go by.
            lineage.Add(Verify(parent, trust with { ExpectedArtifactHash = expected, RequiredCommit = null }, out certificate));
            fault = lineage[^1].IsValid ? null : $"node {parentId}: {lineage[^1].Reason}";
        }

        var check = fault is not null ? new CheckResult("lineage", CheckStatus.Failed, fault)
            : start is not null ? CheckResult.Unavailable("lineage", start)
            : new CheckResult("lineage", CheckStatus.Passed, $"{lineage.Count} ancestors to the root");
        return Conclude(verdict with { Lineage = lineage }, [.. verdict.Checks, check]);
    }

    private static CertificateVerdict Verify(CertificateEvidence evidence, CertificateTrust trust, out Certificate? certificate)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        ArgumentNullException.ThrowIfNull(trust);
        var digest = Digest.Compute(evidence.Certificate.Span);
        certificate = null;
        var checks = new List<CheckResult>();
        try
        {
            certificate = CertificateDocument.Read(evidence.Certificate);
            checks.Add(new CheckResult("schema", CheckStatus.Passed, certificate.Type));
        }
        catch (SwarmException exception)
        {
            checks.Add(new CheckResult("schema", CheckStatus.Failed, exception.Message));
        }

        if (trust.ExpectedArtifactHash is { } expected)
        {
            checks.Add(CheckResult.Of("digest", expected == digest, digest.ToString(), $"the certificate is {digest}, not {expected}"));
        }

        checks.Add(CheckSignature(evidence, digest, trust));
        if (certificate is not null)
        {
            if (evidence.Claim is { } claim)
            {
                checks.Add(CheckResult.Of("record", Agrees(certificate, digest, claim), claim.NodeId, $"the store's record of node {claim.NodeId} says something else"));
            }

            if (trust.RequiredCommit is { } commit)
            {
                checks.Add(CheckResult.Of("commit", string.Equals(certificate.Runtime.CommitSha, commit, StringComparison.Ordinal), commit, $"the certificate names commit {certificate.Runtime.CommitSha ?? "none"}, not {commit}"));
            }

            checks.Add(CheckParent(certificate, trust));
            checks.Add(CheckContinuity(certificate, trust));
        }

        var draft = new CertificateVerdict
        {
            NodeId = certificate?.Node?.NodeId,
            Label = certificate?.Node?.Label,
            RatchetStep = certificate?.Result.NewState.RatchetStep,
            ArtifactHash = digest,
            IsValid = false,
            Reason = string.Empty,
            Checks = checks,
        };
        return Conclude(draft, checks);
    }

    private static bool Agrees(Certificate certificate, Digest digest, NodeClaim claim)
    {
        var state = certificate.Result.NewState;
        return certificate.Node is { } node
            && claim == new NodeClaim(
                node.NodeId, state.RatchetStep ?? -1, state.StateId, state.SnapshotRoot ?? default, state.StateCommitment ?? default, state.NetCommitment ?? default, digest);
    }

    private static CertificateVerdict Conclude(CertificateVerdict verdict, IReadOnlyList<CheckResult> checks)
    {
        var failed = checks.FirstOrDefault(check => check.Status == CheckStatus.Failed);
        var isAuthenticated = checks.Any(check => check is { Name: "signature" or "digest", Status: CheckStatus.Passed });
        return verdict with
        {
            Checks = checks,
            IsValid = failed is null && isAuthenticated,
            Reason = failed is not null ? $"The {failed.Name} check failed: {failed.Detail}"
                : isAuthenticated ? "Every check that could be made passed."
                : "Nothing authenticates it: give its attestation and the signer's key, or its expected digest.",
        };
    }

    private static CheckResult CheckSignature(CertificateEvidence evidence, Digest digest, CertificateTrust trust)
    {
        if (evidence.Attestation is not { } attestation)
        {
            return CheckResult.Unavailable("signature", "there is no attestation");
        }

        if (trust.TrustedKeys.Count == 0)
        {
            return CheckResult.Unavailable("signature", "no key is trusted");
        }

        try
        {
            return new CheckResult("signature", CheckStatus.Passed, CertificateSigner.Verify(attestation, digest, trust.TrustedKeys).ToString());
        }
        catch (SwarmException exception)
        {
            return new CheckResult("signature", CheckStatus.Failed, exception.Message);
        }
    }

    private static CheckResult CheckParent(Certificate certificate, CertificateTrust trust)
    {
        const string Name = "parent";
        if (certificate.Node is not { } node)
        {
            return CheckResult.Unavailable(Name, "the certificate names no node");
        }

        var state = certificate.ParentState;
        if (node.ParentNodeId is not { } parentId)
        {
            return CheckResult.Of(Name, state.StateId is null && certificate.Result.NewState.RatchetStep == 0, "it is a root", "it names no parent, but a parent's state or a step after the first");
        }

        if (certificate.Result.NewState.RatchetStep != state.RatchetStep + 1)
        {
            return new CheckResult(Name, CheckStatus.Failed, $"its ratchet step {certificate.Result.NewState.RatchetStep} does not follow the parent's {state.RatchetStep}");
        }

        if (state.CertificateSha256 is not { } expected)
        {
            return CheckResult.Unavailable(Name, "the parent came without a certificate");
        }

        if (trust.FindNode?.Invoke(parentId) is not { } evidence)
        {
            return CheckResult.Unavailable(Name, $"the certificate of node {parentId} is not at hand");
        }

        if (Digest.Compute(evidence.Certificate.Span) != expected)
        {
            return new CheckResult(Name, CheckStatus.Failed, $"the certificate of node {parentId} is not the one that it was made from");
        }

        try
        {
            var parent = CertificateDocument.Read(evidence.Certificate).Result.NewState;
            return CheckResult.Of(
                Name,
                parent.RatchetStep == state.RatchetStep && parent.SnapshotRoot == state.SnapshotRoot && string.Equals(parent.StateId, state.StateId, StringComparison.Ordinal),
                parentId,
                $"the snapshot or ratchet step that it names are not those of node {parentId}");
        }
        catch (SwarmException exception)
        {
            return new CheckResult(Name, CheckStatus.Failed, $"node {parentId}: {exception.Message}");
        }
    }

    private static CheckResult CheckContinuity(Certificate certificate, CertificateTrust trust)
    {
        const string Name = "continuity";
        var state = certificate.Result.NewState;
        if (certificate.Node is not { ParentNodeId: { } parentId } node)
        {
            return CheckResult.Unavailable(Name, "it is a root");
        }

        if (trust.FindChain is null || state is not { SnapshotRoot: { } root, StateCommitment: { } stateCommitment, NetCommitment: { } netCommitment })
        {
            return CheckResult.Unavailable(Name, "the parent's capability is not at hand");
        }

        using var chain = trust.FindChain(parentId);
        return chain is null
            ? CheckResult.Unavailable(Name, "the parent's capability is not at hand")
            : CheckResult.Of(
                Name,
                string.Equals(Continuity.Compute(chain, node.NodeId, root, stateCommitment, netCommitment), certificate.Continuity, StringComparison.Ordinal),
                "whoever made it held the parent's capability",
                "it was not made with the parent's capability");
    }
}

using Swarm.Core.Contracts;
using Swarm.Core.Digests;
using Swarm.Verification.Certificates;
using Swarm.Verification.Verdicts;

namespace Swarm.Verification.Checks;

/// <summary>Whether the parent's certificate is at hand and links: its bytes, its bundle, its snapshot and its ratchet step.</summary>
internal static class ParentCheck
{
    public static CheckResult Make(Certificate certificate, Func<string, ReadCertificate?> findParent)
    {
        if (certificate.Node is not { } node)
        {
            return CheckResult.Unavailable(CheckNames.Parent, "the certificate names no node");
        }

        var state = certificate.ParentState;
        if (node.ParentNodeId is not { } parentId)
        {
            return CheckResult.Of(
                CheckNames.Parent,
                state is { StateId: null, BundleSha256: null } && certificate.Result.NewState.RatchetStep == 0,
                "it is a root",
                "it names no parent, but a parent's state or a step after the first");
        }

        if (certificate.Result.NewState.RatchetStep != state.RatchetStep + 1)
        {
            return Failed($"its ratchet step {certificate.Result.NewState.RatchetStep} does not follow the parent's {state.RatchetStep}");
        }

        if (state.CertificateSha256 is not { } expected)
        {
            return CheckResult.Unavailable(CheckNames.Parent, "the parent came without a certificate");
        }

        return findParent(parentId) is { } parent
            ? Link(state, expected, parentId, parent)
            : CheckResult.Unavailable(CheckNames.Parent, $"the certificate of node {parentId} is not at hand");
    }

    private static CheckResult Link(CertificateParentState state, Digest expected, string parentId, ReadCertificate parent)
    {
        if (parent.Digest != expected)
        {
            return Failed($"the certificate of node {parentId} is not the one that it was made from");
        }

        if (parent.Content?.Result.NewState is not { } made)
        {
            return Failed($"node {parentId}: {parent.Fault}");
        }

        if (state.BundleSha256 is { } bundle && made.BundleSha256 is { } own && bundle != own)
        {
            return Failed($"it was made from another bundle than the one that the certificate of node {parentId} names");
        }

        return CheckResult.Of(
            CheckNames.Parent,
            made.RatchetStep == state.RatchetStep && made.SnapshotRoot == state.SnapshotRoot && string.Equals(made.StateId, state.StateId, StringComparison.Ordinal),
            parentId,
            $"the snapshot or ratchet step that it names are not those of node {parentId}");
    }

    private static CheckResult Failed(string reason) => new(CheckNames.Parent, CheckStatus.Failed, reason);
}

using Swarm.Core.Contracts;
using Swarm.Cryptography.Ratchet;
using Swarm.Verification.Certificates;
using Swarm.Verification.Verdicts;

namespace Swarm.Verification.Checks;

/// <summary>Whether the certificate was made with the parent's capability, where that is at hand.</summary>
internal static class ContinuityCheck
{
    public static CheckResult Make(Certificate certificate, Func<string, RatchetChain?>? findChain)
    {
        if (certificate.Node is { ParentNodeId: null })
        {
            return new CheckResult(CheckNames.Continuity, CheckStatus.Passed, "it is a root, which continues nothing");
        }

        var state = certificate.Result.NewState;
        if (certificate.Node is not { ParentNodeId: { } parentId } node
            || state is not { SnapshotRoot: { } root, StateCommitment: { } stateCommitment, NetCommitment: { } netCommitment })
        {
            return CheckResult.Unavailable(CheckNames.Continuity, "the certificate names no node");
        }

        using var chain = findChain?.Invoke(parentId);
        return chain is null
            ? CheckResult.Unavailable(CheckNames.Continuity, "the parent's capability is not at hand")
            : CheckResult.Of(
                CheckNames.Continuity,
                string.Equals(Continuity.Compute(chain, node.NodeId, root, stateCommitment, netCommitment), certificate.Continuity, StringComparison.Ordinal),
                "whoever made it held the parent's capability",
                "it was not made with the parent's capability");
    }
}

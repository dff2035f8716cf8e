using Swarm.Core.Contracts;
using Swarm.Core.Digests;
using Swarm.Verification.Certificates;
using Swarm.Verification.Verdicts;

namespace Swarm.Verification.Checks;

/// <summary>Whether the store's record of the node says what the certificate says.</summary>
internal static class RecordCheck
{
    public static CheckResult Make(ReadCertificate certificate) => certificate.Evidence.Claim is not { } claim
        ? CheckResult.Unavailable(CheckNames.Record, "no store is asked")
        : CheckResult.Of(
            CheckNames.Record, Agrees(certificate.Content!, certificate.Digest, claim), claim.NodeId, $"the store's record of node {claim.NodeId} says something else");

    private static bool Agrees(Certificate certificate, Digest digest, NodeClaim claim)
    {
        var state = certificate.Result.NewState;
        return certificate.Node is { } node
            && claim == new NodeClaim(
                node.NodeId, state.RatchetStep ?? -1, state.StateId, state.SnapshotRoot ?? default, state.StateCommitment ?? default, state.NetCommitment ?? default, digest);
    }
}

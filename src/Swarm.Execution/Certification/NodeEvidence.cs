using Swarm.Storage.Nodes;
using Swarm.Storage.Stores;
using Swarm.Verification.Certificates;

namespace Swarm.Execution.Certification;

/// <summary>Reads the certificate and attestation that a store keeps for a node.</summary>
public static class NodeEvidence
{
    /// <summary>Gives the evidence of a node; a fork's is that of the node that it shares with.</summary>
    /// <param name="store">The store.</param>
    /// <param name="node">The node.</param>
    /// <returns>The evidence, or null where the node came without a certificate or it is gone.</returns>
    public static CertificateEvidence? Find(Store store, NodeRecord node)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(node);
        var certificate = store.Layout.NodeFile(node.OriginNodeId, NodeFiles.Certificate);
        var attestation = store.Layout.NodeFile(node.OriginNodeId, NodeFiles.Attestation);
        return File.Exists(certificate)
            ? new CertificateEvidence(node.NodeId, File.ReadAllBytes(certificate), File.Exists(attestation) ? File.ReadAllBytes(attestation) : (ReadOnlyMemory<byte>?)null)
            {
                Claim = new NodeClaim(
                    node.OriginNodeId, node.RatchetStep, node.StateId, node.SnapshotRoot, node.StateCommitment, node.NetCommitment, node.CertificateSha256),
            }
            : null;
    }
}

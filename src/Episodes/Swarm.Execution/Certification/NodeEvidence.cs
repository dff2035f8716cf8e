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
        return File.Exists(certificate)
            ? new CertificateEvidence(node.NodeId, DocumentFile.Read(certificate), ReadOptional(NodeFiles.Attestation))
            {
                Bundle = ReadOptional(NodeFiles.SigstoreBundle),
                Policy = ReadOptional(NodeFiles.Policy),
                Claim = new NodeClaim(
                    node.OriginNodeId, node.RatchetStep, node.StateId, node.SnapshotRoot, node.StateCommitment, node.NetCommitment, node.CertificateSha256),
            }
            : null;

        ReadOnlyMemory<byte>? ReadOptional(string name) =>
            store.Layout.NodeFile(node.OriginNodeId, name) is var file && File.Exists(file) ? DocumentFile.Read(file) : (ReadOnlyMemory<byte>?)null;
    }
}

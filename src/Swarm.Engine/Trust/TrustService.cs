using Swarm.Core.Digests;
using Swarm.Core.Errors;
using Swarm.Cryptography.Ratchet;
using Swarm.Cryptography.Signing;
using Swarm.Engine.Nodes;
using Swarm.Engine.Sessions;
using Swarm.Execution.Certification;
using Swarm.Storage.Nodes;
using Swarm.Verification.Certificates;
using Swarm.Verification.Verdicts;

namespace Swarm.Engine.Trust;

/// <summary>Verifying the certificates of a store.</summary>
public sealed class TrustService
{
    private readonly SwarmSession _session;

    internal TrustService(SwarmSession session) => _session = session;

    /// <summary>Verifies the certificate of a node.</summary>
    /// <param name="reference">The node.</param>
    /// <param name="request">What is expected.</param>
    /// <param name="cancellationToken">Ends a walk to the root.</param>
    public CertificateVerdict VerifyNode(NodeReference reference, VerifyRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var node = NodeResolver.Resolve(_session.Store, reference);
        var evidence = Require(node);
        var trust = new CertificateTrust
        {
            TrustedKeys = [.. _session.TrustedKeys, .. request.TrustedKeys.Select(VerificationKey.Parse)],
            ExpectedArtifactHash = request.ExpectedArtifactHash,
            RequiredCommit = request.RequiredCommit,
            FindNode = id => _session.Store.FindNode(id) is { } found ? NodeEvidence.Find(_session.Store, found) : null,
            FindChain = FindChain,
        };
        return CertificateFiles.Verify(evidence, trust, request.Recurse, cancellationToken) with { NodeId = node.NodeId, Label = node.Label };
    }

    /// <summary>Gives the certificate of a node as it is written; for a fork, that of the node that it shares with.</summary>
    /// <param name="reference">The node.</param>
    public CertificateInfo Get(NodeReference reference)
    {
        var node = NodeResolver.Resolve(_session.Store, reference);
        var bytes = Require(node).Certificate;
        return new CertificateInfo(
            node, _session.Root, _session.Store.Layout.NodeFile(node.OriginNodeId, NodeFiles.Certificate), Digest.Compute(bytes.Span), CertificateDocument.Read(bytes), bytes);
    }

    /// <summary>Copies a node's certificate and its attestation to a folder.</summary>
    /// <param name="reference">The node.</param>
    /// <param name="destination">The folder; relative to the current folder. It is made where it is not there.</param>
    /// <returns>The files.</returns>
    public IReadOnlyList<string> Export(NodeReference reference, string destination)
    {
        var node = NodeResolver.Resolve(_session.Store, reference);
        return CertificateFiles.Write(Require(node), _session.Resolve(destination));
    }

    private CertificateEvidence Require(NodeRecord node) => NodeEvidence.Find(_session.Store, node)
        ?? throw new SwarmException(ErrorCode.CertificateInvalid, $"Node {node.NodeId} has no certificate: it came in a bundle without one.");

    /// <summary>The chain of a node whose capability is at hand; whoever asks disposes it.</summary>
    private RatchetChain? FindChain(string nodeId)
    {
        try
        {
            return _session.Store.FindNode(nodeId) is { IsRemoved: false } node ? _session.Store.OpenCapability(node, RatchetKind.State).Chain : null;
        }
        catch (SwarmException)
        {
            return null;
        }
    }
}

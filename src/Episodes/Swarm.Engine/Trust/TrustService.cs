using Swarm.Core.Digests;
using Swarm.Core.Errors;
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

    /// <summary>Begins to verify certificates of nodes under one expectation, as one command does.</summary>
    /// <param name="request">What is expected of each.</param>
    /// <exception cref="SwarmException">What is expected cannot be read or understood.</exception>
    public NodeVerification Begin(VerifyRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return new NodeVerification(_session, request);
    }

    /// <summary>Verifies the certificate of one node.</summary>
    /// <param name="reference">The node.</param>
    /// <param name="request">What is expected.</param>
    /// <param name="cancellationToken">Ends a walk to the root.</param>
    public CertificateVerdict VerifyNode(NodeReference reference, VerifyRequest request, CancellationToken cancellationToken) =>
        Begin(request).Verify(reference, cancellationToken);

    /// <summary>Verifies a certificate that is not in the store yet, with the parents and capabilities that are.</summary>
    internal CertificateVerdict VerifyArtifact(CertificateEvidence evidence, VerifyRequest request) => Begin(request).Verify(evidence);

    /// <summary>Gives the newest entry of the head log: what a verifier elsewhere keeps, to see later that the store was not rolled back.</summary>
    /// <exception cref="SwarmException">The log does not hold (<c>STORE_DAMAGED</c>), or the store is empty (<c>NODE_NOT_FOUND</c>).</exception>
    public HeadInfo GetHead() => _session.Nodes.ListHeads() is [.., var last]
        ? new HeadInfo(_session.Root, _session.Store.Layout.Heads, last.Digest, last.Entry)
        : throw new SwarmException(ErrorCode.NodeNotFound, $"The store '{_session.Root}' has no head yet: it is empty.");

    /// <summary>Gives the certificate of a node as it is written; for a fork, that of the node that it shares with.</summary>
    /// <param name="reference">The node.</param>
    public CertificateInfo Get(NodeReference reference)
    {
        var node = NodeResolver.Resolve(_session.Store, reference);
        var bytes = Require(node).Certificate;
        return new CertificateInfo(
            node, _session.Root, _session.Store.Layout.NodeFile(node.OriginNodeId, NodeFiles.Certificate), Digest.Compute(bytes.Span), CertificateDocument.Read(bytes), bytes);
    }

    /// <summary>Copies a node's certificate, with what lies beside it, to a folder; or its whole lineage, a folder a node.</summary>
    /// <param name="reference">The node.</param>
    /// <param name="destination">The folder; relative to the current folder. It is made where it is not there.</param>
    /// <param name="recurse">Whether to copy all ancestors too, each into a folder of its own below the destination that is named as its node.</param>
    /// <param name="cancellationToken">Ends it between two nodes.</param>
    /// <returns>The files.</returns>
    public IReadOnlyList<string> Export(NodeReference reference, string destination, bool recurse, CancellationToken cancellationToken)
    {
        var node = NodeResolver.Resolve(_session.Store, reference);
        var folder = _session.Resolve(destination);
        var evidence = Require(node);
        if (!recurse)
        {
            return CertificateFiles.Write(evidence, folder);
        }

        var files = new List<string>();
        for (var next = node; next is not null && NodeEvidence.Find(_session.Store, next) is { } found; next = FindParent(found))
        {
            cancellationToken.ThrowIfCancellationRequested();
            files.AddRange(CertificateFiles.Write(found, Path.Combine(folder, next.NodeId)));
        }

        return files;
    }

    /// <summary>The node that a certificate names as its parent.</summary>
    private NodeRecord? FindParent(CertificateEvidence evidence) =>
        CertificateDocument.Read(evidence.Certificate).Node?.ParentNodeId is { } parentId ? _session.Store.FindNode(parentId) : null;

    private CertificateEvidence Require(NodeRecord node) => NodeEvidence.Find(_session.Store, node) ?? throw WithoutCertificate(node);

    /// <summary>Makes the exception for a node that has no certificate.</summary>
    internal static SwarmException WithoutCertificate(NodeRecord node) =>
        new(ErrorCode.CertificateInvalid, $"Node {node.NodeId} has no certificate: it came in a bundle without one.");
}

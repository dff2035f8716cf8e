using Swarm.Core.Digests;
using Swarm.Core.Errors;
using Swarm.Cryptography.Ratchet;
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
        var trust = RequestedTrust.Compose(request, _session.Options, _session.Configuration, _session.Store.Keys.Public.VerificationKey);
        trust = trust with
        {
            Heads = RequestedTrust.FindHeads(request, _session.Options, trust.Keys, () => _session.Store.Heads.Envelopes, id => _session.Store.FindNode(id) is not null),
            FindNode = FindEvidence,
            FindChain = FindChain,
        };
        return CertificateFiles.Verify(Require(node), trust, request.Recurse, cancellationToken) with { NodeId = node.NodeId, Label = node.Label };
    }

    /// <summary>Verifies a certificate that is not in the store yet, with the parents and capabilities that are.</summary>
    internal CertificateVerdict VerifyArtifact(CertificateEvidence evidence, VerifyRequest request)
    {
        var trust = RequestedTrust.Compose(request, _session.Options, _session.Configuration, _session.Store.Keys.Public.VerificationKey) with
        {
            FindNode = FindEvidence,
            FindChain = FindChain,
        };
        return CertificateVerifier.Verify(evidence, trust);
    }

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

    private CertificateEvidence? FindEvidence(string nodeId) => _session.Store.FindNode(nodeId) is { } found ? NodeEvidence.Find(_session.Store, found) : null;

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

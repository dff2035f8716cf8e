using Swarm.Core.Errors;
using Swarm.Cryptography.Ratchet;
using Swarm.Engine.Nodes;
using Swarm.Engine.Sessions;
using Swarm.Verification.Certificates;
using Swarm.Verification.Verdicts;

namespace Swarm.Engine.Trust;

/// <summary>
/// Verifies the certificates of a store's nodes that one command is given: what they share, ancestors and the head log, is verified once. Whatever may have
/// changed since it was read is read again. Many threads may use it.
/// </summary>
public sealed class NodeVerification
{
    private readonly SwarmSession _session;
    private readonly VerifyRequest _request;
    private readonly CertificateTrust _trust;
    private readonly RememberedNodes _nodes;
    private readonly RememberedHeads _heads;

    internal NodeVerification(SwarmSession session, VerifyRequest request)
    {
        (_session, _request) = (session, request);
        _trust = RequestedTrust.Compose(request, session.Options, session.Configuration, session.Store.Keys.Public.VerificationKey) with
        {
            Session = new VerificationSession(),
            FindChain = FindChain,
        };
        _nodes = new RememberedNodes(session.Store, session.Options.Time);
        _heads = new RememberedHeads(request, session.Options, _trust.Keys, session.Store);
    }

    /// <summary>Verifies the certificate of a node.</summary>
    /// <param name="reference">The node.</param>
    /// <param name="cancellationToken">Ends a walk to the root.</param>
    /// <exception cref="SwarmException">There is no such node (<c>NODE_NOT_FOUND</c>), or it has no certificate (<c>CERTIFICATE_INVALID</c>).</exception>
    public CertificateVerdict Verify(NodeReference reference, CancellationToken cancellationToken)
    {
        var mark = _session.Store.ReadMark();
        var node = NodeResolver.Resolve(_session.Store, reference);
        var evidence = _nodes.Find(node) ?? throw TrustService.WithoutCertificate(node);
        var trust = _trust with { Heads = _heads.Find(mark), FindNode = id => _nodes.Find(id, mark) };
        return CertificateFiles.Verify(evidence, trust, _request.Recurse, cancellationToken) with { NodeId = node.NodeId, Label = node.Label };
    }

    /// <summary>Verifies a certificate that is not in the store yet, with the parents and capabilities that are.</summary>
    internal CertificateVerdict Verify(CertificateEvidence evidence)
    {
        var mark = _session.Store.ReadMark();
        return CertificateVerifier.Verify(evidence, _trust with { FindNode = id => _nodes.Find(id, mark) });
    }

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

using Swarm.Core.Digests;
using Swarm.Cryptography.Ratchet;
using Swarm.Verification.Keys;

namespace Swarm.Verification.Certificates;

/// <summary>All that the verdict on an ancestor depends on, but the time: bytes by their digests, and what the caller trusts. No name is in it.</summary>
/// <param name="Certificate">The ancestor, with all bytes that came with it.</param>
/// <param name="Claim">What the store says of it.</param>
/// <param name="Expected">The digest that its child names.</param>
/// <param name="Parent">Its own parent, with all bytes that came with that; null where it is not at hand.</param>
/// <param name="ParentClaim">What the store says of that.</param>
/// <param name="Keys">The keys whose signatures count.</param>
/// <param name="Attestation">Against what Sigstore bundles are verified.</param>
/// <param name="Required">The checks that must pass.</param>
/// <param name="FindChain">Where capabilities come from.</param>
internal readonly record struct VerifiedAncestor(
    Digest Certificate, NodeClaim? Claim, Digest Expected, Digest? Parent, NodeClaim? ParentClaim,
    KeyRing Keys, AttestationExpectation? Attestation, IReadOnlyCollection<string> Required, Func<string, RatchetChain?>? FindChain)
{
    /// <summary>Names what is judged; null where a part of it cannot be named, so that it is judged anew each time.</summary>
    public static VerifiedAncestor? Of(ReadCertificate certificate, Digest expected, ReadCertificate? parent, CertificateTrust trust)
    {
        // Without the digest of the parent's capabilities nothing tells whether they are still the ones that were opened.
        var isNamed = certificate.Content?.Node?.ParentNodeId is null || trust.FindChain is null || parent?.Evidence.Capabilities is not null;
        return isNamed
            ? new VerifiedAncestor(
                certificate.Identity, certificate.Evidence.Claim, expected, parent?.Identity, parent?.Evidence.Claim,
                trust.Keys, trust.Attestation, trust.Required, trust.FindChain)
            : null;
    }
}

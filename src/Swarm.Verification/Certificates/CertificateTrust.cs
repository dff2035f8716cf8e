using Swarm.Core.Digests;
using Swarm.Cryptography.Ratchet;
using Swarm.Cryptography.Signing;

namespace Swarm.Verification.Certificates;

/// <summary>What the caller of a verification trusts, expects and can give.</summary>
public sealed record CertificateTrust
{
    /// <summary>The keys whose signatures count. They come from the caller or the configuration, never from a store or a bundle.</summary>
    public required IReadOnlyList<VerificationKey> TrustedKeys { get; init; }

    /// <summary>The digest that the certificate must have; null where the caller expects none.</summary>
    public Digest? ExpectedArtifactHash { get; init; }

    /// <summary>The commit that the certificate must name, 40 hexadecimal digits; null where the caller requires none.</summary>
    public string? RequiredCommit { get; init; }

    /// <summary>Finds the evidence of a node's certificate, for the link to the parent; gives null where it is not at hand.</summary>
    public Func<string, CertificateEvidence?>? FindNode { get; init; }

    /// <summary>Gives the state chain of a node whose capability is at hand, or null.</summary>
    public Func<string, RatchetChain?>? FindChain { get; init; }
}

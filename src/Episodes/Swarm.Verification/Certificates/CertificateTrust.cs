using Swarm.Core.Digests;
using Swarm.Cryptography.Ratchet;
using Swarm.Verification.Heads;
using Swarm.Verification.Keys;
using Swarm.Verification.Replay;
using Swarm.Verification.Verdicts;

namespace Swarm.Verification.Certificates;

/// <summary>What the caller of a verification trusts, expects and can give.</summary>
public sealed record CertificateTrust
{
    /// <summary>The keys whose signatures count.</summary>
    public required KeyRing Keys { get; init; }

    /// <summary>The digest that the certificate must have; null where the caller expects none.</summary>
    public Digest? ExpectedArtifactHash { get; init; }

    /// <summary>Against what Sigstore bundles are verified; null where nothing is trusted for that.</summary>
    public AttestationExpectation? Attestation { get; init; }

    /// <summary>The commit that the certificate must name, 40 hexadecimal digits; null where the caller requires none.</summary>
    public string? RequiredCommit { get; init; }

    /// <summary>The bytes of the policy that the run must have executed under; null for those that lie with the certificate.</summary>
    public ReadOnlyMemory<byte>? Policy { get; init; }

    /// <summary>The checks that must pass: one that could not be made fails the verdict. Names of <see cref="CheckNames"/>.</summary>
    public IReadOnlyCollection<string> Required { get; init; } = [];

    /// <summary>What is known of the store's head log; null where the caller does not ask.</summary>
    public HeadExpectation? Heads { get; init; }

    /// <summary>The nonces that were accepted before; null where history is verified and nothing is accepted.</summary>
    public ReplayLedger? Ledger { get; init; }

    /// <summary>What was verified before in the same command; null to verify everything anew.</summary>
    public VerificationSession? Session { get; init; }

    /// <summary>Finds the evidence of a node's certificate, for the link to the parent; gives null where it is not at hand.</summary>
    public Func<string, CertificateEvidence?>? FindNode { get; init; }

    /// <summary>Gives the state capability's chain of a node that is at hand, or null.</summary>
    public Func<string, RatchetChain?>? FindChain { get; init; }
}

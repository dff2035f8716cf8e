using Swarm.Core.Digests;
using Swarm.Verification.Roots;
using Swarm.Verification.Timestamps;
using Swarm.Verification.Verdicts;
using Swarm.Verification.X509;

namespace Swarm.Verification.Attestations;

/// <summary>
/// What verification found about one bundle. What the bundle says of the signer, its times and its statement is given
/// only where all evidence for it holds, whether or not it is what the caller asked for.
/// </summary>
public sealed record AttestationVerdict
{
    /// <summary>Whether the bundle holds for the artifact, the trusted root and everything that was asked for.</summary>
    public required bool IsValid { get; init; }

    /// <summary>In one sentence, why it holds or not.</summary>
    public required string Reason { get; init; }

    /// <summary>The checks.</summary>
    public required IReadOnlyList<CheckResult> Checks { get; init; }

    /// <summary>The artifact's digest, as the caller gave it.</summary>
    public required Digest SubjectDigest { get; init; }

    /// <summary>The bundle's media type, where it could be read. It is not authenticated.</summary>
    public string? MediaType { get; init; }

    /// <summary>What the bundle signs, where it could be read.</summary>
    public AttestationKind? Kind { get; init; }

    /// <summary>The trusted root that the evidence was checked against; null where there was none.</summary>
    public TrustedRoot? Root { get; init; }

    /// <summary>What the certificate says of the signer; null where a key signed, or the evidence does not hold.</summary>
    public CertificateClaims? Claims { get; init; }

    /// <summary>The identity that signed; null where a key signed, or the evidence does not hold.</summary>
    public string? Identity => Claims?.Identity;

    /// <summary>Who vouched for the identity.</summary>
    public string? Issuer => Claims?.Issuer;

    /// <summary>When the signature was there, by whose word.</summary>
    public IReadOnlyList<VerifiedTime> Times { get; init; } = [];

    /// <summary>The numbers of the entries in transparency logs.</summary>
    public IReadOnlyList<long> LogIndexes { get; init; } = [];

    /// <summary>The kind of the statement's predicate.</summary>
    public string? PredicateType { get; init; }

    /// <summary>The statement's bytes; empty where there is none, or the evidence does not hold.</summary>
    public ReadOnlyMemory<byte> Statement { get; init; }
}

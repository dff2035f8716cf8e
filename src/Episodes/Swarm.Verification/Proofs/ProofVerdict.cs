using Swarm.Core.Digests;
using Swarm.Core.Errors;
using Swarm.Verification.Verdicts;

namespace Swarm.Verification.Proofs;

/// <summary>What verification found about one proof envelope.</summary>
public sealed record ProofVerdict
{
    /// <summary>Whether the envelope holds: it is of its schema, binds its public inputs and is about the certificate.</summary>
    public required bool IsValid { get; init; }

    /// <summary>In one sentence, why it holds or not.</summary>
    public required string Reason { get; init; }

    /// <summary>The error that an invalid verdict stands for; null where it is valid.</summary>
    public required ErrorCode? ErrorCode { get; init; }

    /// <summary>The system that made the proof; null where the envelope cannot be read.</summary>
    public required string? ProofSystem { get; init; }

    /// <summary>The digest of the certificate that the proof has to be about.</summary>
    public required Digest ArtifactHash { get; init; }

    /// <summary>The checks.</summary>
    public required IReadOnlyList<CheckResult> Checks { get; init; }
}

using Swarm.Core.Digests;

namespace Swarm.Verification.Verdicts;

/// <summary>What verification found about one certificate.</summary>
public sealed record CertificateVerdict
{
    /// <summary>The node that the certificate names; null where it names none or cannot be read.</summary>
    public required string? NodeId { get; init; }

    /// <summary>The branch's name, where the certificate gives one.</summary>
    public required string? Label { get; init; }

    /// <summary>The ratchet step, where the certificate gives one.</summary>
    public required long? RatchetStep { get; init; }

    /// <summary>The digest of the certificate's bytes; null where there were none.</summary>
    public required Digest? ArtifactHash { get; init; }

    /// <summary>Whether the certificate holds: nothing failed, and something authenticates it.</summary>
    public required bool IsValid { get; init; }

    /// <summary>In one sentence, why it holds or not.</summary>
    public required string Reason { get; init; }

    /// <summary>The checks.</summary>
    public required IReadOnlyList<CheckResult> Checks { get; init; }

    /// <summary>The verdicts on its ancestors, the parent first; empty unless they were asked for.</summary>
    public IReadOnlyList<CertificateVerdict> Lineage { get; init; } = [];
}

using Swarm.Verification.Proofs;

namespace Swarm.PowerShell.Records;

/// <summary>What verification found about one proof envelope.</summary>
public sealed record SwarmProofVerdict
{
    /// <summary>The envelope's file.</summary>
    public string Path { get; internal init; } = string.Empty;

    /// <summary>The digest of the certificate that it has to be about.</summary>
    public string ArtifactHash { get; internal init; } = string.Empty;

    /// <summary>The system that made the proof, and that alone can check it.</summary>
    public string? ProofSystem { get; internal init; }

    /// <summary>Whether the envelope binds its public inputs to the certificate.</summary>
    public bool IsValid { get; internal init; }

    /// <summary>In one sentence, why it holds or not.</summary>
    public string Reason { get; internal init; } = string.Empty;

    /// <summary>The stable code of what is wrong; null where it holds.</summary>
    public string? ErrorCode { get; internal init; }

    /// <summary>The checks.</summary>
    public IReadOnlyList<SwarmCheck> Checks { get; internal init; } = [];

    internal static SwarmProofVerdict From(ProofVerdict verdict, string path) => new()
    {
        Path = path,
        ArtifactHash = verdict.ArtifactHash.ToString(),
        ProofSystem = verdict.ProofSystem,
        IsValid = verdict.IsValid,
        Reason = verdict.Reason,
        ErrorCode = verdict.ErrorCode?.Name,
        Checks = [.. verdict.Checks.Select(SwarmCheck.From)],
    };

    /// <summary>The file and what was found.</summary>
    public override string ToString() => $"{Path}: {(IsValid ? "valid" : "invalid")}";
}

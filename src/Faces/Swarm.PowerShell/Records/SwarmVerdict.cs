using Swarm.Verification.Verdicts;

namespace Swarm.PowerShell.Records;

/// <summary>What verification found about one certificate.</summary>
public sealed record SwarmVerdict
{
    /// <summary>The node that the certificate names; null where it names none or cannot be read.</summary>
    public string? NodeId { get; internal init; }

    /// <summary>The branch's name, where the certificate gives one.</summary>
    public string? Label { get; internal init; }

    /// <summary>The ratchet step, where the certificate gives one.</summary>
    public long? RatchetStep { get; internal init; }

    /// <summary>Whether the certificate holds: nothing failed, and something authenticates it.</summary>
    public bool IsValid { get; internal init; }

    /// <summary>In one sentence, why it holds or not.</summary>
    public string Reason { get; internal init; } = string.Empty;

    /// <summary>The stable code of what is wrong; null where it holds.</summary>
    public string? ErrorCode { get; internal init; }

    /// <summary>The digest of the certificate's bytes; null where there were none.</summary>
    public string? ArtifactHash { get; internal init; }

    /// <summary>The checks.</summary>
    public IReadOnlyList<SwarmCheck> Checks { get; internal init; } = [];

    /// <summary>The verdicts on its ancestors, the parent first; empty unless they were asked for.</summary>
    public IReadOnlyList<SwarmVerdict> Lineage { get; internal init; } = [];

    /// <summary>The folder that holds its store; null for a certificate that is a file alone.</summary>
    public string? Root { get; internal init; }

    internal static SwarmVerdict From(CertificateVerdict verdict, string? root, Func<CertificateVerdict, SwarmVerdict> mapAncestor) => new()
    {
        NodeId = verdict.NodeId,
        Label = verdict.Label,
        RatchetStep = verdict.RatchetStep,
        IsValid = verdict.IsValid,
        Reason = verdict.Reason,
        ErrorCode = verdict.ErrorCode?.Name,
        ArtifactHash = verdict.ArtifactHash?.ToString(),
        Checks = [.. verdict.Checks.Select(SwarmCheck.From)],
        Lineage = [.. verdict.Lineage.Select(mapAncestor)],
        Root = root,
    };

    /// <summary>The node and what was found.</summary>
    public override string ToString() => $"{NodeId}: {(IsValid ? "valid" : "invalid")}";
}

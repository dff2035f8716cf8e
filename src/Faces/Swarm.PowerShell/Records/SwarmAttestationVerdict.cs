using System.Globalization;
using Swarm.Verification.Attestations;

namespace Swarm.PowerShell.Records;

/// <summary>What verification found about one Sigstore bundle. What the bundle says is given only where all evidence for it holds.</summary>
public sealed record SwarmAttestationVerdict
{
    /// <summary>The bundle's file.</summary>
    public string Path { get; internal init; } = string.Empty;

    /// <summary>Whether the bundle holds for the artifact, the trusted root and everything that was asked for.</summary>
    public bool IsValid { get; internal init; }

    /// <summary>In one sentence, why it holds or not.</summary>
    public string Reason { get; internal init; } = string.Empty;

    /// <summary>The artifact's digest.</summary>
    public string SubjectDigest { get; internal init; } = string.Empty;

    /// <summary>The identity that signed; null where a key signed.</summary>
    public string? Identity { get; internal init; }

    /// <summary>Who vouched for the identity.</summary>
    public string? Issuer { get; internal init; }

    /// <summary>The source repository.</summary>
    public string? SourceRepository { get; internal init; }

    /// <summary>The source repository's number.</summary>
    public string? SourceRepositoryId { get; internal init; }

    /// <summary>The source repository's owner.</summary>
    public string? SourceOwner { get; internal init; }

    /// <summary>The number of the source repository's owner.</summary>
    public string? SourceOwnerId { get; internal init; }

    /// <summary>The source repository's commit.</summary>
    public string? SourceCommit { get; internal init; }

    /// <summary>The source repository's branch or tag.</summary>
    public string? SourceRef { get; internal init; }

    /// <summary>The workflow that signed.</summary>
    public string? SignerWorkflow { get; internal init; }

    /// <summary>The commit of the workflow that signed.</summary>
    public string? SignerCommit { get; internal init; }

    /// <summary>The event that started the workflow.</summary>
    public string? BuildTrigger { get; internal init; }

    /// <summary>Where it ran.</summary>
    public string? RunnerEnvironment { get; internal init; }

    /// <summary>The address of the run.</summary>
    public string? RunInvocation { get; internal init; }

    /// <summary>The earliest time by which the signature was there; null where nothing shows one.</summary>
    public DateTimeOffset? SignedAt { get; internal init; }

    /// <summary>The kind of the statement's predicate.</summary>
    public string? PredicateType { get; internal init; }

    /// <summary>The trusted root that it was checked against, with the day of one that ships with the module.</summary>
    public string? TrustedRoot { get; internal init; }

    /// <summary>The checks.</summary>
    public IReadOnlyList<SwarmCheck> Checks { get; internal init; } = [];

    internal static SwarmAttestationVerdict From(AttestationVerdict verdict, string path)
    {
        return new SwarmAttestationVerdict
        {
            Path = path,
            IsValid = verdict.IsValid,
            Reason = verdict.Reason,
            SubjectDigest = verdict.SubjectDigest.ToString(),
            Identity = verdict.Identity,
            Issuer = verdict.Issuer,
            SourceRepository = verdict.Claims?.SourceRepository,
            SourceRepositoryId = verdict.Claims?.SourceRepositoryId,
            SourceOwner = verdict.Claims?.SourceOwner,
            SourceOwnerId = verdict.Claims?.SourceOwnerId,
            SourceCommit = verdict.Claims?.SourceCommit,
            SourceRef = verdict.Claims?.SourceRef,
            SignerWorkflow = verdict.Claims?.SignerWorkflow,
            SignerCommit = verdict.Claims?.SignerCommit,
            BuildTrigger = verdict.Claims?.BuildTrigger,
            RunnerEnvironment = verdict.Claims?.RunnerEnvironment,
            RunInvocation = verdict.Claims?.RunInvocation,
            SignedAt = verdict.Times.Count == 0 ? null : verdict.Times.Min(time => time.Time),
            PredicateType = verdict.PredicateType,
            TrustedRoot = verdict.Root is { } root ? root.AsOf is { } day ? string.Create(CultureInfo.InvariantCulture, $"{root.Name}, as of {day:yyyy-MM-dd}") : root.Name : null,
            Checks = [.. verdict.Checks.Select(SwarmCheck.From)],
        };
    }

    /// <summary>The file and what was found.</summary>
    public override string ToString() => $"{Path}: {(IsValid ? "valid" : "invalid")}";
}

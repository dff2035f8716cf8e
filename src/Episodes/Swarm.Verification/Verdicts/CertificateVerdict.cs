using Swarm.Core.Digests;
using Swarm.Core.Errors;
using Swarm.Verification.Certificates;

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

    /// <summary>The digest of the certificate's bytes.</summary>
    public required Digest? ArtifactHash { get; init; }

    /// <summary>Whether the certificate holds: nothing failed, something authenticates it, and what is required passed.</summary>
    public required bool IsValid { get; init; }

    /// <summary>In one sentence, why it holds or not.</summary>
    public required string Reason { get; init; }

    /// <summary>The error that an invalid verdict stands for; null where it is valid.</summary>
    public required ErrorCode? ErrorCode { get; init; }

    /// <summary>The checks.</summary>
    public required IReadOnlyList<CheckResult> Checks { get; init; }

    /// <summary>The verdicts on its ancestors, the parent first; empty unless they were asked for.</summary>
    public IReadOnlyList<CertificateVerdict> Lineage { get; init; } = [];

    internal static CertificateVerdict Conclude(ReadCertificate certificate, IReadOnlyList<CheckResult> checks, IReadOnlyCollection<string> required)
    {
        var (code, reason) = Judge(checks, required);
        return new CertificateVerdict
        {
            NodeId = certificate.Content?.Node?.NodeId,
            Label = certificate.Content?.Node?.Label,
            RatchetStep = certificate.Content?.Result.NewState.RatchetStep,
            ArtifactHash = certificate.Digest,
            IsValid = code is null,
            Reason = reason,
            ErrorCode = code,
            Checks = [.. checks],
        };
    }

    private static (ErrorCode? Code, string Reason) Judge(IReadOnlyList<CheckResult> checks, IReadOnlyCollection<string> required)
    {
        if (checks.FirstOrDefault(check => check.Status == CheckStatus.Failed) is { } failed)
        {
            return (failed.Code ?? CheckNames.CodeOf(failed.Name), $"The {failed.Name} check failed: {failed.Detail}");
        }

        if (!checks.Any(check => check is { Authenticates: true, Status: CheckStatus.Passed }))
        {
            return (Core.Errors.ErrorCode.CertificateInvalid, checks.FirstOrDefault(check => check is { Name: CheckNames.Attestation, Status: CheckStatus.Passed }) is { } attestation
                ? $"Nobody whom you trust authenticates it: it was attested by {attestation.Detail}. Say whose attestation you accept, by workflow or identity."
                : "Nothing authenticates it: give its attestation and the signer's key, or its expected digest.");
        }

        foreach (var name in required)
        {
            var check = checks.FirstOrDefault(check => string.Equals(check.Name, name, StringComparison.Ordinal));
            if (check is not { Status: CheckStatus.Passed })
            {
                return (Core.Errors.ErrorCode.CertificateCheckMissing, $"The {name} check is required and could not be made: {check?.Detail ?? "it is not known here"}.");
            }
        }

        return (null, "Every check that could be made passed.");
    }
}

using Swarm.Core.Contracts;
using Swarm.Core.Identifiers;
using Swarm.Verification.Attestations;
using Swarm.Verification.Certificates;
using Swarm.Verification.Verdicts;

namespace Swarm.Verification.Checks;

/// <summary>
/// Whether a Sigstore bundle attests the certificate: its subject is the certificate, its identity the workflow that the
/// certificate names, its signer's commit the pin, its source commit the certificate's commit.
/// </summary>
internal static class AttestationCheck
{
    private const string GitHubIssuer = "https://token.actions.githubusercontent.com";
    private const int MostReference = 1024;

    public static CheckResult Make(ReadCertificate certificate, AttestationExpectation? expected)
    {
        if (certificate.Evidence.Bundle is not { } bundle)
        {
            return CheckResult.Unavailable(CheckNames.Attestation, "there is no Sigstore bundle");
        }

        if (expected is null)
        {
            return CheckResult.Unavailable(CheckNames.Attestation, "no trusted root is at hand");
        }

        if (FindUnnamed(certificate.Content!.Runtime, expected) is { } fault)
        {
            return new CheckResult(CheckNames.Attestation, CheckStatus.Failed, fault);
        }

        // Of a run without a workflow, the caller's pattern alone says whose bundle is accepted.
        var own = MakePattern(certificate.Content.Runtime);
        var verdict = Verify(bundle, certificate, expected, own ?? expected.IdentityPattern);
        if (verdict.IsValid && own is not null && expected.IdentityPattern is { } pattern)
        {
            verdict = Verify(bundle, certificate, expected, pattern);
        }

        return CheckResult.Of(
            CheckNames.Attestation,
            verdict.IsValid,
            $"{verdict.Identity}, at {verdict.Times.FirstOrDefault()?.Time:u}, by the trusted root '{verdict.Root?.Name}'",
            verdict.Reason) with
        {
            // A certificate names its own workflow, and anyone has one: only what the caller states is trusted.
            Authenticates = expected is not { Identity: null, IdentityPattern: null } || IsTrusted(certificate.Content.Runtime, expected),
        };
    }

    private static AttestationVerdict Verify(ReadOnlyMemory<byte> bundle, ReadCertificate certificate, AttestationExpectation expected, string? pattern)
    {
        var runtime = certificate.Content!.Runtime;
        var requirements = new AttestationRequirements
        {
            Identity = expected.Identity,
            IdentityPattern = pattern,
            Issuer = expected.Issuer ?? (runtime.WorkflowRef is null ? null : GitHubIssuer),
            RequiredCommit = runtime.CommitSha,
            SignerCommit = FindPin(runtime),
            RunnerEnvironment = runtime.RunnerClass is "github-hosted" or "self-hosted" ? runtime.RunnerClass : null,
        };
        return AttestationVerifier.Verify(
            bundle,
            AttestationSubject.FromBytes(certificate.Evidence.Certificate),
            new AttestationTrust { Roots = expected.Roots, Requirements = requirements, Clock = expected.Clock });
    }

    private static bool IsTrusted(CertificateRuntime runtime, AttestationExpectation expected) =>
        runtime.WorkflowRef is { } reference && expected.Workflows.Contains(WorkflowPin.Split(reference).Path, StringComparer.Ordinal);

    private static string? FindUnnamed(CertificateRuntime runtime, AttestationExpectation expected)
    {
        if (runtime.WorkflowRef is null)
        {
            return expected is { Identity: null, IdentityPattern: null }
                ? "the certificate names no workflow, so nothing says whose bundle to accept: state the identity"
                : null;
        }

        if (runtime.WorkflowRef.Length > MostReference || runtime.WorkflowRef.Any(char.IsControl))
        {
            return $"the certificate names a workflow of more than {MostReference} characters, or with control characters, which no workflow is named with";
        }

        return FindPin(runtime) is null ? $"the certificate does not pin its workflow '{runtime.WorkflowRef}' to a commit of 40 hexadecimal digits"
            : runtime.CommitSha is null ? "the certificate names no commit"
            : null;
    }

    // The branch or tag in the identity is the one that pointed at the pin; the pin itself is the signer's commit.
    private static string? MakePattern(CertificateRuntime runtime) =>
        runtime.WorkflowRef is { } reference ? WorkflowPin.IdentityPatternOf(WorkflowPin.Split(reference).Path) : null;

    private static string? FindPin(CertificateRuntime runtime) =>
        runtime.WorkflowRef is { } reference && WorkflowPin.Split(reference) is { Path.Length: > 0, Reference: { } pin } && WorkflowPin.IsCommit(pin) ? pin : null;
}

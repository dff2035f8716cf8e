using Swarm.Verification.Verdicts;
using Swarm.Verification.X509;

namespace Swarm.Verification.Attestations;

/// <summary>Checks what a verified certificate says of its signer against what the caller asks for.</summary>
internal static class RequirementChecks
{
    private const string GitHub = "https://github.com/";

    internal static IEnumerable<CheckResult> Check(AttestationRequirements required, IdentityPattern? pattern, CertificateClaims? claims)
    {
        if (required.Identity is not null || pattern is not null || claims is not null)
        {
            yield return CheckIdentity(required, pattern, claims);
        }

        foreach (var (name, expected, observed) in List(required, claims))
        {
            if (expected is not null)
            {
                yield return CheckResult.Of(
                    name,
                    string.Equals(expected, observed, StringComparison.Ordinal),
                    expected,
                    observed is null ? $"nothing that was signed says what it is, and '{expected}' is asked for" : $"it is '{observed}', and '{expected}' is asked for");
            }
        }
    }

    private static CheckResult CheckIdentity(AttestationRequirements required, IdentityPattern? pattern, CertificateClaims? claims)
    {
        const string Name = "identity";
        if (claims is not { Identity: var identity })
        {
            return new CheckResult(Name, CheckStatus.Failed, "a key signed, which has no identity: ask for none, or for a bundle that a certificate signed");
        }

        if (required.Identity is { } exact && !string.Equals(exact, identity, StringComparison.Ordinal))
        {
            return new CheckResult(Name, CheckStatus.Failed, $"it was signed by '{identity}', and '{exact}' is asked for");
        }

        if (pattern is not null && !pattern.Matches(identity))
        {
            return new CheckResult(Name, CheckStatus.Failed, $"it was signed by '{identity}', which '{required.IdentityPattern}' does not match as a whole");
        }

        return new CheckResult(Name, CheckStatus.Passed, identity);
    }

    private static IEnumerable<(string Name, string? Expected, string? Observed)> List(AttestationRequirements required, CertificateClaims? claims)
    {
        yield return ("issuer", required.Issuer, claims?.Issuer);
        yield return ("source_repository", Expand(required.SourceRepository), claims?.SourceRepository);
        yield return ("source_repository_id", required.SourceRepositoryId, claims?.SourceRepositoryId);
        yield return ("source_owner", Expand(required.SourceOwner), claims?.SourceOwner);
        yield return ("source_owner_id", required.SourceOwnerId, claims?.SourceOwnerId);
        yield return ("source_commit", required.RequiredCommit, claims?.SourceCommit);
        yield return ("source_ref", required.SourceRef, claims?.SourceRef);
        yield return ("source_visibility", required.SourceVisibility, claims?.SourceVisibility);
        yield return ("signer_workflow", required.SignerWorkflow, claims?.SignerWorkflow);
        yield return ("signer_commit", required.SignerCommit, claims?.SignerCommit);
        yield return ("build_config", required.BuildConfig, claims?.BuildConfig);
        yield return ("build_config_commit", required.BuildConfigCommit, claims?.BuildConfigCommit);
        yield return ("build_trigger", required.BuildTrigger, claims?.BuildTrigger);
        yield return ("runner_environment", required.RunnerEnvironment, claims?.RunnerEnvironment);
        yield return ("run_invocation", required.RunInvocation, claims?.RunInvocation);
    }

    private static string? Expand(string? address) => address is null || address.Contains("://", StringComparison.Ordinal) ? address : GitHub + address;
}

using Swarm.Core.Contracts;
using Swarm.Core.Digests;
using Swarm.Core.Errors;
using Swarm.Verification.Certificates;
using Swarm.Verification.Verdicts;

namespace Swarm.Verification.Checks;

/// <summary>Whether the run executed under the policy whose bytes are at hand, and observed nothing that contradicts it.</summary>
internal static class PolicyCheck
{
    public static CheckResult Make(ReadCertificate certificate, ReadOnlyMemory<byte>? expected)
    {
        if (certificate.Content!.Policy is not { } policy)
        {
            return expected is null
                ? CheckResult.Unavailable(CheckNames.Policy, "the run executed under no policy")
                : Failed("the run executed under no policy");
        }

        if ((expected ?? certificate.Evidence.Policy) is not { } bytes)
        {
            return CheckResult.Unavailable(CheckNames.Policy, $"the bytes of policy {policy.PolicyHash} are not at hand: give its file");
        }

        if (Digest.Compute(bytes.Span) is var digest && digest != policy.PolicyHash)
        {
            return Failed($"the run executed under policy {policy.PolicyHash}, not under {digest}");
        }

        if (string.Equals(certificate.Content.Type, ContractTypes.LoomCertificate, StringComparison.Ordinal))
        {
            // The predecessor's policies are of their own schemas: their bytes are bound, and what they say is for their readers.
            return new CheckResult(CheckNames.Policy, CheckStatus.Passed, $"{digest}, of schema {policy.SchemaVersion}");
        }

        try
        {
            return Policy.Parse(bytes).FindContradiction(certificate.Content) is { } contradiction
                ? Contradicted(contradiction)
                : new CheckResult(CheckNames.Policy, CheckStatus.Passed, digest.ToString());
        }
        catch (SwarmException exception)
        {
            return Contradicted(exception.Message);
        }
    }

    private static CheckResult Failed(string reason) => new(CheckNames.Policy, CheckStatus.Failed, reason);

    private static CheckResult Contradicted(string reason) => Failed(reason) with { Code = ErrorCode.CertificateInvalid };
}

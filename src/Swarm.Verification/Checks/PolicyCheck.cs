using Swarm.Core.Digests;
using Swarm.Verification.Certificates;
using Swarm.Verification.Verdicts;

namespace Swarm.Verification.Checks;

/// <summary>Whether the run executed under the policy whose bytes are at hand.</summary>
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

        return CheckResult.Of(
            CheckNames.Policy,
            Digest.Compute(bytes.Span) == policy.PolicyHash,
            policy.PolicyHash.ToString(),
            $"the run executed under policy {policy.PolicyHash}, not under {Digest.Compute(bytes.Span)}");
    }

    private static CheckResult Failed(string reason) => new(CheckNames.Policy, CheckStatus.Failed, reason);
}

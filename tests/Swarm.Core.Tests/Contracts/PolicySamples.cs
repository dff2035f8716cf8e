using System.Text;
using Swarm.Core.Contracts;
using Swarm.Core.Digests;

namespace Swarm.Core.Tests.Contracts;

/// <summary>Certificates that agree with a policy.</summary>
internal static class PolicySamples
{
    public static Policy Policy(string members) => Core.Contracts.Policy.Parse(Encoding.UTF8.GetBytes($$"""{"type":"swarm-policy-v1"{{members}}}"""));

    public static Certificate Certificate(Policy policy)
    {
        var stated = PolicyRules.StatedBy(policy.Document);
        return new Certificate
        {
            Type = ContractTypes.Certificate,
            JobId = "run-000000000000000000000000",
            RequestHash = Digest.Compute([]),
            Mode = "prompt-run",
            ParentState = new CertificateParentState { StateId = null, SnapshotRoot = null, RatchetStep = null, CertificateSha256 = null, BundleSha256 = null },
            Result = new CertificateResult
            {
                Status = RunStatus.Succeeded,
                ResponseSha256 = null,
                ResponseLocator = null,
                NewState = new CertificateNewState
                {
                    StateId = "state-000000000000000000000000",
                    SnapshotRoot = Digest.Compute([]),
                    RatchetStep = 0,
                    StateCommitment = Digest.Compute([]),
                    NetCommitment = Digest.Compute([]),
                    BundleSha256 = null,
                    BundleManifestSha256 = null,
                },
            },
            Network = new CertificateNetwork { RouteMode = RouteModes.Direct, Enforcement = "none", ReceiptsSha256 = null },
            Sandbox = SandboxModes.None,
            Runtime = new CertificateRuntime { WorkflowRef = null, RunnerClass = "local", StartedAt = "2026-01-01T00:00:00Z", FinishedAt = "2026-01-01T00:01:00Z" },
            Policy = new CertificatePolicy
            {
                SchemaVersion = ContractTypes.Policy,
                PolicyHash = policy.Hash,
                Enforced = [.. (policy.Document.Required ?? []).Where(stated.Contains)],
                Unenforced = [.. stated.Except(policy.Document.Required ?? [], StringComparer.Ordinal)],
            },
            Timestamp = "2026-01-01T00:01:00Z",
        };
    }
}

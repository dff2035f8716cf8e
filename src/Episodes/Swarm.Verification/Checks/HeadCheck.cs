using Swarm.Core.Contracts;
using Swarm.Core.Digests;
using Swarm.Verification.Heads;
using Swarm.Verification.Verdicts;

namespace Swarm.Verification.Checks;

/// <summary>Whether the head log is at least what the caller knew, hides no branch, and has the certificate.</summary>
internal static class HeadCheck
{
    public static CheckResult Make(Certificate certificate, Digest digest, HeadExpectation? heads)
    {
        if (heads is null)
        {
            return CheckResult.Unavailable(CheckNames.Heads, "no head is expected, so a store that was rolled back would not show");
        }

        var fault = heads.LogFault ?? (heads.HasCertificate(certificate.Node?.NodeId, digest) ? null : "the head log does not have this certificate");
        return CheckResult.Of(
            CheckNames.Heads, fault is null, fault is null ? $"entry {heads.Log[^1].Entry.Sequence}, {heads.Log[^1].Digest}" : string.Empty, fault ?? string.Empty);
    }
}

using Swarm.Core.Contracts;
using Swarm.Core.Digests;
using Swarm.Core.Errors;
using Swarm.Verification.Replay;
using Swarm.Verification.Verdicts;

namespace Swarm.Verification.Checks;

/// <summary>Whether the run may be accepted now, and for the first time. History is verified without.</summary>
internal static class ReplayCheck
{
    public static CheckResult Make(Certificate certificate, Digest digest, ReplayLedger? ledger, bool holdsOtherwise)
    {
        if (ledger is null)
        {
            return CheckResult.Unavailable(CheckNames.Replay, "history is verified; give a replay ledger to accept the run");
        }

        if (certificate.Replay is not { } replay)
        {
            return new CheckResult(CheckNames.Replay, CheckStatus.Failed, "it has no nonce, so nothing can tell its first use from its second");
        }

        if (!holdsOtherwise)
        {
            // What is not accepted does not use the nonce up.
            return CheckResult.Unavailable(CheckNames.Replay, "another check failed");
        }

        try
        {
            return ledger.Accept(replay.Nonce, replay.ExpiresAtUnix, digest) is { } refusal
                ? new CheckResult(CheckNames.Replay, CheckStatus.Failed, refusal)
                : new CheckResult(CheckNames.Replay, CheckStatus.Passed, "its first use, recorded in the ledger");
        }
        catch (SwarmException exception)
        {
            return new CheckResult(CheckNames.Replay, CheckStatus.Failed, exception.Message);
        }
    }
}

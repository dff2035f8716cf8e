using Swarm.Core.Contracts;
using Swarm.Verification.Verdicts;

namespace Swarm.Verification.Checks;

/// <summary>What confined the step and its network. A step that nothing confined is no failure until the caller requires confinement.</summary>
internal static class ConfinementCheck
{
    private const string Nothing = "none";
    private const string Enforced = "namespace";

    public static CheckResult OfSandbox(Certificate certificate) => certificate.Sandbox is null or Nothing
        ? CheckResult.Unavailable(CheckNames.Sandbox, "nothing confined the step")
        : new CheckResult(CheckNames.Sandbox, CheckStatus.Passed, certificate.Sandbox);

    public static CheckResult OfNetwork(Certificate certificate) => certificate.Network is { Enforcement: Enforced } network
        ? new CheckResult(CheckNames.Enforcement, CheckStatus.Passed, $"{network.RouteMode}, by {network.Enforcement}")
        : CheckResult.Unavailable(CheckNames.Enforcement, $"the step's network was not enforced ({certificate.Network?.Enforcement ?? Nothing})");
}

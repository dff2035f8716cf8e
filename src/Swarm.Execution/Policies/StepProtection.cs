using Swarm.Core.Contracts;
using Swarm.Core.Errors;
using Swarm.Execution.Confinement;
using Swarm.Networking.Rules;

namespace Swarm.Execution.Policies;

/// <summary>How a step is kept to its route and its folder: planned before it runs, from what is asked for and what this system can do.</summary>
public sealed record StepProtection
{
    /// <summary>One of <see cref="RouteModes"/>.</summary>
    public required string RouteMode { get; init; }

    /// <summary>What the step may reach.</summary>
    public required EgressRules Rules { get; init; }

    /// <summary>Whether the step is confined to namespaces of its own.</summary>
    public required bool IsConfined { get; init; }

    /// <summary>Why the step cannot be confined here, and what to do; null where it can, or where nobody looked.</summary>
    public string? Obstacle { get; init; }

    /// <summary>Whether a proxy stands between the step and the network.</summary>
    public bool HasProxy => !(IsConfined && string.Equals(RouteMode, RouteModes.None, StringComparison.Ordinal)) && (IsConfined || NeedsProxy(RouteMode, Rules));

    /// <summary>One of <see cref="NetworkEnforcement"/>.</summary>
    public string Enforcement => IsConfined ? NetworkEnforcement.Namespace : HasProxy ? NetworkEnforcement.ProxyOnly : NetworkEnforcement.None;

    /// <summary>Plans the protection of a step.</summary>
    /// <param name="policy">The policy; null for none.</param>
    /// <param name="routeMode">The route that the caller asks for; null for the policy's, else the machine's own.</param>
    /// <param name="sandbox">The sandbox that the caller asks for; null for the policy's, else for what the route needs.</param>
    /// <exception cref="SwarmException">
    /// The caller asks for another route or less confinement than the policy (<c>POLICY_DENIED</c>), or for a sandbox that is not
    /// to be had here (<c>SANDBOX_UNAVAILABLE</c>).
    /// </exception>
    public static StepProtection Plan(Policy? policy, string? routeMode, string? sandbox)
    {
        var document = policy?.Document;
        RequireAgreement(policy, "route", routeMode, document?.RouteMode, RouteModes.Direct);
        RequireAgreement(policy, "sandbox", sandbox, document?.Sandbox, SandboxModes.None);
        var route = routeMode ?? document?.RouteMode ?? RouteModes.Direct;
        var rules = new EgressRules { Hosts = document?.AllowedHosts, Ports = document?.AllowedPorts, Ranges = document?.AllowedRanges };
        var wanted = sandbox ?? document?.Sandbox;
        var wants = wanted is null ? NeedsProxy(route, rules) : string.Equals(wanted, SandboxModes.Confined, StringComparison.Ordinal);
        var obstacle = wants ? ConfinementSupport.Find().Obstacle : null;
        return obstacle is not null && string.Equals(sandbox, SandboxModes.Confined, StringComparison.Ordinal)
            ? throw new SwarmException(ErrorCode.SandboxUnavailable, $"The run asks for a confined step, and none can be had here: {obstacle}")
            : new StepProtection { RouteMode = route, Rules = rules, IsConfined = wants && obstacle is null, Obstacle = obstacle };
    }

    // Where the caller says nothing the policy decides, and the other way round.
    private static void RequireAgreement(Policy? policy, string what, string? asked, string? stated, string usual)
    {
        var isWeaker = stated is not null && asked is not null && !string.Equals(asked, stated, StringComparison.Ordinal)
            && !(what == "sandbox" && string.Equals(stated, usual, StringComparison.Ordinal));
        if (isWeaker)
        {
            throw new SwarmException(ErrorCode.PolicyDenied, $"The policy '{policy}' has the {what} '{stated}' and the run asks for '{asked}': ask for that, or name another policy.");
        }
    }

    private static bool NeedsProxy(string route, EgressRules rules) =>
        !string.Equals(route, RouteModes.Direct, StringComparison.Ordinal) || rules is not { Hosts: null, Ports: null, Ranges: null };
}

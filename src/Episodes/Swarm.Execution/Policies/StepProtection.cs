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

    /// <summary>Whether a proxy stands between the step and the network. A confined step that goes nowhere needs none.</summary>
    public bool HasProxy => IsConfined ? !IsOf(RouteMode, RouteModes.None) : NeedsProxy(RouteMode, Rules);

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
        Require(policy, "route", routeMode, document?.RouteMode, routeMode is null || document?.RouteMode is null || IsOf(routeMode, document.RouteMode));
        Require(policy, "sandbox", sandbox, document?.Sandbox, !IsOf(sandbox, SandboxModes.None) || !IsOf(document?.Sandbox, SandboxModes.Confined));
        var route = routeMode ?? document?.RouteMode ?? RouteModes.Direct;
        var rules = EgressRules.Of(document);
        var wanted = sandbox ?? document?.Sandbox;
        var wants = wanted is null ? NeedsProxy(route, rules) : IsOf(wanted, SandboxModes.Confined);
        var obstacle = wants ? ConfinementSupport.Find().Obstacle : null;
        return obstacle is not null && IsOf(sandbox, SandboxModes.Confined)
            ? throw new SwarmException(ErrorCode.SandboxUnavailable, $"The run asks for a confined step, and none can be had here: {obstacle}")
            : new StepProtection { RouteMode = route, Rules = rules, IsConfined = wants && obstacle is null, Obstacle = obstacle };
    }

    // Where the caller says nothing the policy decides, and the other way round.
    private static void Require(Policy? policy, string what, string? asked, string? stated, bool agrees)
    {
        if (!agrees)
        {
            throw new SwarmException(ErrorCode.PolicyDenied, $"The policy '{policy}' has the {what} '{stated}' and the run asks for '{asked}': ask for that, or name another policy.");
        }
    }

    private static bool NeedsProxy(string route, EgressRules rules) => !IsOf(route, RouteModes.Direct) || rules is not { Hosts: null, Ports: null, Ranges: null };

    private static bool IsOf(string? value, string mode) => string.Equals(value, mode, StringComparison.Ordinal);
}

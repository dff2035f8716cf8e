using Swarm.Core.Contracts;
using Swarm.Core.Errors;
using Swarm.Networking.Routing;

namespace Swarm.Engine.Networking;

/// <summary>What came of trying a route.</summary>
/// <param name="RouteMode">Which way: <c>direct</c> or <c>client_exit</c>.</param>
/// <param name="Host">The host.</param>
/// <param name="Port">The TCP port.</param>
/// <param name="Verdict">The decision.</param>
/// <param name="Rule">The rule that decided.</param>
/// <param name="Address">The address that was dialled or denied; null where it did not come to that.</param>
/// <param name="Elapsed">How long it took.</param>
/// <param name="Error">Why it does not lead there; null where it does.</param>
public sealed record RouteFinding(
    string RouteMode, string Host, int Port, RouteVerdict Verdict, string Rule, string? Address, TimeSpan Elapsed, ErrorEntry? Error)
{
    /// <summary>The rule that an error of the route stands for.</summary>
    internal static string RuleOf(ErrorCode error) => error.Name.ToLowerInvariant()["route_".Length..];
}

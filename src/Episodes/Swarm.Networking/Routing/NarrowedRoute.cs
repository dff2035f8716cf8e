using Swarm.Core.Errors;
using Swarm.Networking.Hosts;
using Swarm.Networking.Rules;

namespace Swarm.Networking.Routing;

/// <summary>A route that is asked only for what rules allow by name and port. Addresses are for whoever dials them.</summary>
public sealed class NarrowedRoute : IRoute
{
    private readonly IRoute _route;
    private readonly EgressFilter _filter;

    /// <summary>Takes a route and rules.</summary>
    /// <param name="route">The route, which is disposed of with this one.</param>
    /// <param name="rules">The rules.</param>
    /// <exception cref="SwarmException">A rule is malformed (<c>POLICY_INVALID</c>).</exception>
    public NarrowedRoute(IRoute route, EgressRules rules) => (_route, _filter) = (route, new EgressFilter(rules));

    /// <inheritdoc/>
    public Task ProbeAsync(CancellationToken cancellationToken) => _route.ProbeAsync(cancellationToken);

    /// <inheritdoc/>
    public ValueTask<RouteAnswer> OpenAsync(Destination destination, CancellationToken cancellationToken) => FindRule(destination) is { } rule
        ? ValueTask.FromResult(new RouteAnswer(RouteVerdict.Denied, rule, Address: null, Connection: null))
        : _route.OpenAsync(destination, cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _route.DisposeAsync();

    private string? FindRule(Destination destination) =>
        destination.Host is null || !HostName.TryRead(destination.Host, out var name, out var literal) ? EgressVerdicts.Malformed
        : literal is null ? _filter.Judge(name!, destination.Port)
        : _filter.JudgePort(destination.Port);
}

using Swarm.Networking.Rules;

namespace Swarm.Networking.Routing;

/// <summary>Leads nowhere: the route mode <c>none</c>.</summary>
public sealed class ClosedRoute : IRoute
{
    /// <inheritdoc/>
    public Task ProbeAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public ValueTask<RouteAnswer> OpenAsync(Destination destination, CancellationToken cancellationToken) =>
        ValueTask.FromResult(new RouteAnswer(RouteVerdict.Denied, EgressVerdicts.Closed, null, null));

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

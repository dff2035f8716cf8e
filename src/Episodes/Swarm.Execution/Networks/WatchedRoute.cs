using Swarm.Networking.Routing;

namespace Swarm.Execution.Networks;

/// <summary>A route whose failures are noticed, so that a step does not go on where its route is gone.</summary>
/// <param name="route">The route.</param>
/// <param name="failed">Told when a connection was cut, or could not be made and not by a rule.</param>
internal sealed class WatchedRoute(IRoute route, Action failed) : IRoute
{
    /// <inheritdoc/>
    public Task ProbeAsync(CancellationToken cancellationToken) => route.ProbeAsync(cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<RouteAnswer> OpenAsync(Destination destination, CancellationToken cancellationToken)
    {
        var answer = await route.OpenAsync(destination, cancellationToken);
        if (answer.Verdict == RouteVerdict.Failed)
        {
            failed();
        }

        return answer.Connection is { } connection ? answer with { Connection = new WatchedConnection(connection, failed) } : answer;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => route.DisposeAsync();
}

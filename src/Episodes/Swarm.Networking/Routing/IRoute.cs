using Swarm.Core.Errors;

namespace Swarm.Networking.Routing;

/// <summary>A way out for a step's connections. It decides about each, and says why.</summary>
public interface IRoute : IAsyncDisposable
{
    /// <summary>Proves that the route is there, before anything is to use it.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="SwarmException">It is not (<c>ROUTE_*</c>).</exception>
    Task ProbeAsync(CancellationToken cancellationToken);

    /// <summary>Decides about a connection, and makes it where it is allowed.</summary>
    /// <param name="destination">Where to.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>The answer, a refusal and a failure to connect too.</returns>
    ValueTask<RouteAnswer> OpenAsync(Destination destination, CancellationToken cancellationToken);
}

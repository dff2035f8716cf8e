namespace Swarm.Networking.Routing;

/// <summary>What a route decided about a connection.</summary>
public enum RouteVerdict
{
    /// <summary>It was allowed and made.</summary>
    Allowed,

    /// <summary>A rule denies it: no packet was sent to the destination.</summary>
    Denied,

    /// <summary>It was allowed, and could not be made: no such name, no answer, or the route itself is gone.</summary>
    Failed,
}

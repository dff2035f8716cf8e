namespace Swarm.Networking.Proxy;

/// <summary>The limits of a <see cref="WorkerProxy"/>.</summary>
public sealed record WorkerProxyOptions
{
    /// <summary>How long a client may take over a request's head, from the connection or its first byte on.</summary>
    public TimeSpan HeadTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long nothing may move on a connection.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long the route may take over a connection.</summary>
    public TimeSpan OpenTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The most clients at a time.</summary>
    public int MostConnections { get; init; } = 4096;

    /// <summary>What gives the time of receipts.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}

namespace Swarm.Networking.Relay.Wire;

/// <summary>The bounds of one connection.</summary>
public sealed record MultiplexerOptions
{
    /// <summary>The most streams that the other side may have open at once; a further one is reset.</summary>
    public int MostInboundStreams { get; init; } = 2048;

    /// <summary>After how long a silence a ping is sent; after three times as long a one the connection is over.</summary>
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>The most bytes by which the windows of all streams of the connection may have grown together.</summary>
    public int MostWindowGrowth { get; init; } = 32 * 1024 * 1024;
}

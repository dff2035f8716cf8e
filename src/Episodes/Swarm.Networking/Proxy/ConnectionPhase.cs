namespace Swarm.Networking.Proxy;

/// <summary>What a client's connection is at.</summary>
internal enum ConnectionPhase
{
    /// <summary>Nothing of a request has come.</summary>
    Waiting,

    /// <summary>A request's head is coming.</summary>
    Head,

    /// <summary>The route decides and connects.</summary>
    Opening,

    /// <summary>Request and answer pass.</summary>
    Exchange,

    /// <summary>A tunnel is open, or a message was begun that cannot be taken back.</summary>
    Committed,
}

namespace Swarm.Engine.Networking;

/// <summary>What serves in the background.</summary>
public enum NetworkServiceKind
{
    /// <summary>A broker.</summary>
    Broker,

    /// <summary>A provider.</summary>
    Provider,
}

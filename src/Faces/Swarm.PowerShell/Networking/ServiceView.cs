using Swarm.Engine.Networking;
using Swarm.PowerShell.Records;

namespace Swarm.PowerShell.Networking;

/// <summary>
/// A kind of service, and the record that shows one. It is a class, because Windows' runtime loads the value types of a virtual
/// member's signature together with the cmdlet, when the module has not yet set up the engine's load context.
/// </summary>
/// <param name="kind">The kind.</param>
/// <param name="convert">Makes the record of a service.</param>
internal sealed class ServiceView(NetworkServiceKind kind, Func<NetworkService, object> convert)
{
    /// <summary>Brokers.</summary>
    public static ServiceView Broker { get; } = new(NetworkServiceKind.Broker, SwarmBroker.From);

    /// <summary>Providers.</summary>
    public static ServiceView Provider { get; } = new(NetworkServiceKind.Provider, SwarmProvider.From);

    /// <summary>The kind.</summary>
    public NetworkServiceKind Kind => kind;

    /// <summary>Makes the record of a service.</summary>
    /// <param name="service">The service.</param>
    public object Convert(NetworkService service) => convert(service);
}

using Swarm.Networking.Relay.Wire;

namespace Swarm.Networking.Relay.Brokers;

/// <summary>A provider of a session.</summary>
/// <param name="Number">Its number at this broker, never given twice.</param>
/// <param name="Connection">Its connection.</param>
internal sealed record ProviderConnection(ulong Number, Multiplexer Connection);

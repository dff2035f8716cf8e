namespace Swarm.Networking.Relay.Brokers;

/// <summary>What a broker does at the moment: counts, and no destination.</summary>
/// <param name="Sessions">The sessions that have a provider or a worker, by name.</param>
/// <param name="Connections">All connections, those included that are not let in yet.</param>
/// <param name="Refused">How many connections were refused since the start.</param>
/// <param name="BytesUp">The bytes that went from workers to providers.</param>
/// <param name="BytesDown">The bytes that went from providers to workers.</param>
public sealed record BrokerStatus(IReadOnlyList<BrokerSessionStatus> Sessions, int Connections, long Refused, long BytesUp, long BytesDown);

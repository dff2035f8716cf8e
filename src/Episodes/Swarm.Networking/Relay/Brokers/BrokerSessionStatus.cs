namespace Swarm.Networking.Relay.Brokers;

/// <summary>What a session does at the moment.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Providers">How many providers it has.</param>
/// <param name="Workers">How many workers.</param>
/// <param name="Streams">How many streams go through it.</param>
public sealed record BrokerSessionStatus(string Name, int Providers, int Workers, int Streams);

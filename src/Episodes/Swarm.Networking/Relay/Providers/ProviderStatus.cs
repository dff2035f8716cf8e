namespace Swarm.Networking.Relay.Providers;

/// <summary>What a provider does at the moment.</summary>
/// <param name="IsConnected">Whether it is connected with its broker.</param>
/// <param name="Tickets">How many tickets are in use.</param>
/// <param name="Streams">How many streams are open.</param>
/// <param name="BytesUp">The bytes that went to destinations.</param>
/// <param name="BytesDown">The bytes that came from destinations.</param>
/// <param name="Problem">Why it is not connected; null where it is.</param>
public sealed record ProviderStatus(bool IsConnected, int Tickets, int Streams, long BytesUp, long BytesDown, string? Problem);

namespace Swarm.Engine.Networking;

/// <summary>Which way to which destination is tried.</summary>
public sealed record RouteRequest
{
    /// <summary>The host: a name or an address.</summary>
    public required string Host { get; init; }

    /// <summary>The TCP port.</summary>
    public required int Port { get; init; }

    /// <summary>A policy whose rules apply to a direct way; null for every public address.</summary>
    public string? PolicyFile { get; init; }

    /// <summary>The file of a ticket, for the way through its broker; null for the direct one.</summary>
    public string? TicketFile { get; init; }

    /// <summary>The file of the worker's private key; null for the ticket's file with <c>.key</c> after it.</summary>
    public string? WorkerKeyFile { get; init; }

    /// <summary>How long it may take in all.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);
}

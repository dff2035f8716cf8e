using System.Text.Json.Serialization;

namespace Swarm.Core.Contracts;

/// <summary>A remote run's way out through its operator's machine.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record RemoteEpisodeExit
{
    /// <summary>The run's ticket, a compact JWS.</summary>
    public required string Ticket { get; init; }

    /// <summary>The 32 secret bytes of the key that the ticket names.</summary>
    public required byte[] WorkerSeed { get; init; }

    /// <summary>Redacted.</summary>
    public override string ToString() => "a ticket and its key (redacted)";
}

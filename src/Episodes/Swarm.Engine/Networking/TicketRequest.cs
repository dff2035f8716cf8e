namespace Swarm.Engine.Networking;

/// <summary>What a ticket is to say, and where it goes.</summary>
public sealed record TicketRequest
{
    /// <summary>How long a ticket holds where nothing is said.</summary>
    public static readonly TimeSpan DefaultLife = TimeSpan.FromHours(1);

    /// <summary>The new file for the ticket; relative to the current folder.</summary>
    public required string File { get; init; }

    /// <summary>The session whose providers it is for.</summary>
    public string Session { get; init; } = ProviderRequest.DefaultSession;

    /// <summary>The broker, as its worker reaches it: <c>host:port</c>; null for the user's own broker, which must serve on this machine.</summary>
    public string? Broker { get; init; }

    /// <summary>The pin of the broker's key; null for that of the user's own broker.</summary>
    public string? Pin { get; init; }

    /// <summary>The run that it is for; null for a new id.</summary>
    public string? RunId { get; init; }

    /// <summary>The worker's public key; null to make a key, whose private half goes into <see cref="WorkerKeyFile"/>.</summary>
    public string? WorkerKey { get; init; }

    /// <summary>The new file for the private half of a key that is made; null for the ticket's file with <c>.key</c> after it.</summary>
    public string? WorkerKeyFile { get; init; }

    /// <summary>A policy whose hosts, ports and ranges it takes, where those are not given.</summary>
    public string? PolicyFile { get; init; }

    /// <summary>The hosts; null for the policy's, or any.</summary>
    public IReadOnlyList<string>? Hosts { get; init; }

    /// <summary>The ports; null for the policy's, or any.</summary>
    public IReadOnlyList<int>? Ports { get; init; }

    /// <summary>The address ranges; null for the policy's, or every public address.</summary>
    public IReadOnlyList<string>? Ranges { get; init; }

    /// <summary>How long it holds; at most seven days.</summary>
    public TimeSpan Life { get; init; } = DefaultLife;
}

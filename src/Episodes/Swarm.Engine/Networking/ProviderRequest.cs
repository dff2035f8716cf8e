namespace Swarm.Engine.Networking;

/// <summary>What a provider is to be.</summary>
public sealed record ProviderRequest
{
    /// <summary>The session, and the name of the service, where none is given.</summary>
    public const string DefaultSession = "default";

    /// <summary>Its name, by which others of the user's processes find it; null for the session's.</summary>
    public string? Name { get; init; }

    /// <summary>The session that it provides for.</summary>
    public string Session { get; init; } = DefaultSession;

    /// <summary>The broker: <c>host:port</c>; null for the user's own broker, which must serve on this machine.</summary>
    public string? Broker { get; init; }

    /// <summary>The pin of the broker's key: <c>sha256:</c> and 64 digits; null for that of the user's own broker.</summary>
    public string? Pin { get; init; }

    /// <summary>A policy whose hosts, ports and ranges it applies beside each ticket's; null for every public address.</summary>
    public string? PolicyFile { get; init; }

    /// <summary>A new file for the receipts; null to keep none.</summary>
    public string? ReceiptFile { get; init; }

    /// <summary>Keys whose tickets count beside the user's own and the configuration's, each <c>ed25519:</c> and base 64.</summary>
    public IReadOnlyList<string> TrustedKeys { get; init; } = [];

    /// <summary>How long streams may go on when it is told to stop.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether to leave the terminal and session that it was started from.</summary>
    public bool IsDetached { get; init; }
}

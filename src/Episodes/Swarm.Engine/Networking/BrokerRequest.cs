namespace Swarm.Engine.Networking;

/// <summary>What a broker is to be.</summary>
public sealed record BrokerRequest
{
    /// <summary>The name that it has where none is given.</summary>
    public const string DefaultName = "default";

    /// <summary>The port that it listens on where none is given.</summary>
    public const int DefaultPort = 7443;

    /// <summary>Its name, by which others of the user's processes find it.</summary>
    public string Name { get; init; } = DefaultName;

    /// <summary>The address to listen on, IPv4 or IPv6.</summary>
    public string Address { get; init; } = "127.0.0.1";

    /// <summary>The port; 0 for a free one.</summary>
    public int Port { get; init; } = DefaultPort;

    /// <summary>Keys whose tickets and providers count beside the user's own and the configuration's, each <c>ed25519:</c> and base 64.</summary>
    public IReadOnlyList<string> TrustedKeys { get; init; } = [];

    /// <summary>How long streams may go on when it is told to stop.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether to leave the terminal and session that it was started from.</summary>
    public bool IsDetached { get; init; }
}

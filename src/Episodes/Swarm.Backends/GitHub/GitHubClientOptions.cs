using Swarm.Backends.Remote;

namespace Swarm.Backends.GitHub;

/// <summary>How a client calls GitHub.</summary>
public sealed record GitHubClientOptions : BackendClientOptions
{
    /// <summary>The GitHub that is called.</summary>
    public GitHubHost Host { get; init; } = GitHubHost.Public;

    /// <summary>The token.</summary>
    public required GitHubToken Token { get; init; }

    /// <summary>The version of the API, one that this client knows; null for the newest that the server knows too.</summary>
    public string? ApiVersion { get; init; }
}

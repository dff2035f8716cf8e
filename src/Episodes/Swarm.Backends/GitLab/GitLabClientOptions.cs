using Swarm.Backends.Remote;

namespace Swarm.Backends.GitLab;

/// <summary>How a <see cref="GitLabClient"/> calls GitLab.</summary>
public sealed record GitLabClientOptions : BackendClientOptions
{
    /// <summary>The GitLab to call.</summary>
    public GitLabHost Host { get; init; } = GitLabHost.Public;

    /// <summary>The token that authorises the calls.</summary>
    public required GitLabToken Token { get; init; }
}

namespace Swarm.Backends.GitLab;

/// <summary>What can be learned of a GitLab, a token and a project without changing anything.</summary>
public sealed record GitLabProbe
{
    /// <summary>The project.</summary>
    public required GitLabProjectDetails Project { get; init; }

    /// <summary>Who the token belongs to; null where GitLab does not say.</summary>
    public string? Login { get; init; }

    /// <summary>The token's scopes; null for tokens that GitLab does not describe.</summary>
    public IReadOnlyList<string>? Scopes { get; init; }

    /// <summary>The token's last day; null where it has none or GitLab does not say.</summary>
    public string? TokenExpires { get; init; }

    /// <summary>The server's version; null where it does not say.</summary>
    public string? ServerVersion { get; init; }

    /// <summary>How far the server's clock is ahead of this machine's, to the second.</summary>
    public TimeSpan ClockSkew { get; init; }
}

namespace Swarm.Backends.GitHub;

/// <summary>What can be learned of a GitHub, a token and a repository without changing anything.</summary>
public sealed record GitHubProbe
{
    /// <summary>The repository, and what the token may do in it.</summary>
    public required GitHubRepositoryDetails Repository { get; init; }

    /// <summary>Who the token belongs to; null for the tokens of apps and workflows.</summary>
    public string? Login { get; init; }

    /// <summary>The scopes of a classic token; null for fine-grained ones, whose permissions GitHub does not list.</summary>
    public IReadOnlyList<string>? Scopes { get; init; }

    /// <summary>When the token ends, as GitHub writes it; null where it does not say.</summary>
    public string? TokenExpires { get; init; }

    /// <summary>The versions of the API that the server knows; empty for one that knows none.</summary>
    public required IReadOnlyList<string> ApiVersions { get; init; }

    /// <summary>The version that is used; null for a server that knows none.</summary>
    public string? ApiVersion { get; init; }

    /// <summary>The version of a GitHub Enterprise Server; null elsewhere.</summary>
    public string? ServerVersion { get; init; }

    /// <summary>How far the server's clock is ahead of this machine's, to the second.</summary>
    public TimeSpan ClockSkew { get; init; }

    /// <summary>How many requests are left in this hour; null where there is no limit.</summary>
    public int? RequestsLeft { get; init; }
}

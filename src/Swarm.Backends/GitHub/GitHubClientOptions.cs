namespace Swarm.Backends.GitHub;

/// <summary>How a client calls GitHub.</summary>
public sealed record GitHubClientOptions
{
    /// <summary>The GitHub that is called.</summary>
    public GitHubHost Host { get; init; } = GitHubHost.Public;

    /// <summary>The token.</summary>
    public required GitHubToken Token { get; init; }

    /// <summary>The clock that deadlines and waits follow.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The version of the API, one that this client knows; null for the newest that the server knows too.</summary>
    public string? ApiVersion { get; init; }

    /// <summary>How long one call may take with all its attempts.</summary>
    public TimeSpan CallDeadline { get; init; } = TimeSpan.FromSeconds(100);

    /// <summary>How long one download may take with all its attempts.</summary>
    public TimeSpan DownloadDeadline { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>The most attempts of a call that may be repeated.</summary>
    public int Attempts { get; init; } = 3;

    /// <summary>How long to look for the run of a dispatch whose answer did not tell it.</summary>
    public TimeSpan CorrelationPatience { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>The first wait between two looks at a run.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>The longest wait between two looks at a run.</summary>
    public TimeSpan LongestPollInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Is told of each exchange in one line: method, address without query, status, duration. Never a secret.</summary>
    public Action<string>? Trace { get; init; }
}

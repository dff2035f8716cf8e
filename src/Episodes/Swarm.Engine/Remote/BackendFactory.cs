using Swarm.Backends.GitHub;
using Swarm.Backends.GitLab;
using Swarm.Backends.Remote;
using Swarm.Core.Errors;
using Swarm.Engine.Configuration;
using Swarm.Engine.Sessions;

namespace Swarm.Engine.Remote;

/// <summary>Opens the services that execute runs, by name: with the host and token that the environment names.</summary>
internal static class BackendFactory
{
    private const double LongestPollFactor = 10;

    /// <summary>Opens a backend.</summary>
    /// <param name="name">One of <see cref="BackendNames"/>, other than the local one.</param>
    /// <param name="access">How it is called.</param>
    /// <param name="options">What the face gives.</param>
    /// <param name="configuration">The user's settings.</param>
    /// <param name="cancellationToken">Ends the search for a token.</param>
    /// <exception cref="SwarmException">There is no such backend (<c>SPEC_INVALID</c>), or no token for it (<c>GH_UNAUTHORIZED</c>, <c>GL_UNAUTHORIZED</c>).</exception>
    public static async Task<IRunBackend> OpenAsync(
        string name, BackendAccess access, SessionOptions options, SwarmConfiguration configuration, CancellationToken cancellationToken) => name switch
        {
            BackendNames.GitHub => new GitHubBackend(await DescribeGitHubAsync(access, options, configuration, cancellationToken)),
            BackendNames.GitLab => new GitLabBackend(DescribeGitLab(access, options, configuration)),
            _ => throw new SwarmException(ErrorCode.SpecInvalid, $"There is no backend '{name}': the backends are {BackendNames.GitHub} and {BackendNames.GitLab}."),
        };

    private static GitLabClientOptions DescribeGitLab(BackendAccess access, SessionOptions options, SwarmConfiguration configuration)
    {
        var host = GitLabHost.Parse(options.ReadVariable("GITLAB_HOST"));
        var interval = PollIntervalOf(configuration);
        return new GitLabClientOptions
        {
            Host = host,
            Token = GitLabToken.Find(access.Token, host, options.ReadVariable),
            Time = options.Time,
            PollInterval = interval,
            LongestPollInterval = interval * LongestPollFactor,
            Trace = access.Trace,
        };
    }

    private static TimeSpan PollIntervalOf(SwarmConfiguration configuration) => TimeSpan.FromSeconds(configuration.PollIntervalSeconds ?? 3);

    private static async Task<GitHubClientOptions> DescribeGitHubAsync(
        BackendAccess access, SessionOptions options, SwarmConfiguration configuration, CancellationToken cancellationToken)
    {
        var host = GitHubHost.Parse(options.ReadVariable("GH_HOST"));
        var interval = PollIntervalOf(configuration);
        return new GitHubClientOptions
        {
            Host = host,
            Token = await new GitHubTokenSource(options.ReadVariable).FindAsync(access.Token, host, cancellationToken),
            Time = options.Time,
            PollInterval = interval,
            LongestPollInterval = interval * LongestPollFactor,
            Trace = access.Trace,
        };
    }
}

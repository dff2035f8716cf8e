using Swarm.Backends.GitHub;

namespace Swarm.Backends.Bundles.GitHub;

/// <summary>Makes the client of GitHub for a bundle's journey.</summary>
internal static class GitHubConnection
{
    /// <summary>Finds host and token, and makes the client.</summary>
    /// <param name="options">How stores are reached.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <exception cref="Core.Errors.SwarmException">There is no token (<c>GH_UNAUTHORIZED</c>), or <c>GH_HOST</c> names no host (<c>CONFIGURATION_INVALID</c>).</exception>
    public static async Task<GitHubClient> OpenAsync(BundleStoreOptions options, CancellationToken cancellationToken)
    {
        var host = GitHubHost.Parse(options.ReadVariable("GH_HOST"));
        return new GitHubClient(new GitHubClientOptions
        {
            Host = host,
            Token = await new GitHubTokenSource(options.ReadVariable).FindAsync(options.Token, host, cancellationToken),
            Time = options.Time,
            Attempts = options.Attempts,
            DownloadDeadline = options.Deadline,
            Trace = options.Trace,
        });
    }

    /// <summary>The repository that an address begins with.</summary>
    /// <param name="address">The address.</param>
    /// <param name="form">How such an address is written.</param>
    /// <exception cref="Core.Errors.SwarmException">It begins with none (<c>SPEC_INVALID</c>).</exception>
    public static GitHubRepository Repository(BundleAddress address, string form) =>
        address.Segments.Count > 0 && GitHubRepository.TryParse($"{address.Authority}/{address.Segments[0]}", out var repository)
            ? repository
            : throw address.Refuse($"it names no repository. Write it as {form}");
}

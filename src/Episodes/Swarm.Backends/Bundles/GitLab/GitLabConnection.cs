using Swarm.Backends.GitLab;

namespace Swarm.Backends.Bundles.GitLab;

/// <summary>Makes the client of GitLab for a bundle's journey.</summary>
internal static class GitLabConnection
{
    /// <summary>Finds host and token, and makes the client.</summary>
    /// <param name="options">How stores are reached.</param>
    /// <exception cref="Core.Errors.SwarmException">There is no token (<c>GL_UNAUTHORIZED</c>), or <c>GITLAB_HOST</c> names no host (<c>CONFIGURATION_INVALID</c>).</exception>
    public static GitLabClient Open(BundleStoreOptions options)
    {
        var host = GitLabHost.Parse(options.ReadVariable("GITLAB_HOST"));
        return new GitLabClient(new GitLabClientOptions
        {
            Host = host,
            Token = GitLabToken.Find(options.Token, host, options.ReadVariable),
            Time = options.Time,
            Attempts = options.Attempts,
            DownloadDeadline = options.Deadline,
            Trace = options.Trace,
        });
    }

    /// <summary>The project that an address names before its last names.</summary>
    /// <param name="address">The address.</param>
    /// <param name="after">How many names follow the project.</param>
    /// <param name="form">How such an address is written.</param>
    /// <exception cref="Core.Errors.SwarmException">It names none (<c>SPEC_INVALID</c>).</exception>
    public static GitLabProject Project(BundleAddress address, int after, string form) =>
        address.Segments.Count > after && GitLabProject.TryParse(string.Join('/', address.Segments.SkipLast(after).Prepend(address.Authority)), out var project)
            ? project
            : throw address.Refuse($"it names no project. Write it as {form}");
}

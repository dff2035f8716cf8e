using Swarm.Backends.Remote;
using Swarm.Core.Errors;

namespace Swarm.Backends.GitLab;

/// <summary>A GitLab: gitlab.com or a server of one's own, as <c>GITLAB_HOST</c> names it.</summary>
public sealed record GitLabHost
{
    /// <summary>gitlab.com.</summary>
    public static readonly GitLabHost Public = new(new Uri("https://gitlab.com/"));

    private GitLabHost(Uri address)
    {
        Name = address.Authority;
        ApiAddress = new Uri(address, "api/v4/");
    }

    /// <summary>The host's name, with its port where that is not the usual one.</summary>
    public string Name { get; }

    /// <summary>Where its REST API begins; ends with a slash.</summary>
    public Uri ApiAddress { get; }

    /// <summary>Reads the value of <c>GITLAB_HOST</c>.</summary>
    /// <param name="value">A host's name with or without <c>https://</c>; null or empty for gitlab.com. Only this machine itself may be named with <c>http://</c>.</param>
    /// <exception cref="SwarmException">It names no host (<c>CONFIGURATION_INVALID</c>).</exception>
    public static GitLabHost Parse(string? value)
    {
        if (string.IsNullOrWhiteSpace(value))
        {
            return Public;
        }

        return ServerAddress.Read(value, out var address) is { } reason
            ? throw new SwarmException(
                ErrorCode.ConfigurationInvalid,
                $"GITLAB_HOST cannot be used: {reason}. Give the name of your GitLab server, or unset GITLAB_HOST for gitlab.com.")
            : new GitLabHost(address);
    }

    /// <inheritdoc/>
    public override string ToString() => Name;
}

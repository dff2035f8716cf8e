using Swarm.Backends.Remote;
using Swarm.Core.Errors;

namespace Swarm.Backends.GitHub;

/// <summary>A GitHub: github.com, a company's own domain of ghe.com, or GitHub Enterprise Server; as <c>GH_HOST</c> names it.</summary>
public sealed record GitHubHost
{
    /// <summary>github.com.</summary>
    public static readonly GitHubHost Public = new("github.com", new Uri("https://api.github.com/"), isEnterpriseServer: false);

    private GitHubHost(string name, Uri apiAddress, bool isEnterpriseServer)
    {
        Name = name;
        ApiAddress = apiAddress;
        IsEnterpriseServer = isEnterpriseServer;
    }

    /// <summary>The host's name, with its port where that is not the usual one.</summary>
    public string Name { get; }

    /// <summary>Where its REST API begins; ends with a slash.</summary>
    public Uri ApiAddress { get; }

    /// <summary>Whether it is a server of the user's own.</summary>
    public bool IsEnterpriseServer { get; }

    /// <summary>Reads the value of <c>GH_HOST</c>.</summary>
    /// <param name="value">A host's name with or without <c>https://</c>; null or empty for github.com. Only this machine itself may be named with <c>http://</c>.</param>
    /// <exception cref="SwarmException">It names no host (<c>CONFIGURATION_INVALID</c>).</exception>
    public static GitHubHost Parse(string? value)
    {
        if (string.IsNullOrWhiteSpace(value))
        {
            return Public;
        }

        if (ServerAddress.Read(value, out var address) is { } reason)
        {
            throw new SwarmException(
                ErrorCode.ConfigurationInvalid,
                $"GH_HOST cannot be used: {reason}. Give the name of your GitHub server, or unset GH_HOST for github.com.");
        }

        var name = address.Authority;
        return name switch
        {
            "github.com" or "api.github.com" => Public,
            _ when name.EndsWith(".ghe.com", StringComparison.Ordinal) => new(name, new Uri($"https://api.{name}/"), isEnterpriseServer: false),
            _ => new(address.Authority, new Uri(address, "api/v3/"), isEnterpriseServer: true),
        };
    }

    /// <inheritdoc/>
    public override string ToString() => Name;
}

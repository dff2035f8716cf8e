using System.Net;

namespace Swarm.Backends.Http;

/// <summary>
/// Where a download may be sent on to. Credentials never go along; what is fetched is checked afterwards, so that this
/// only keeps a service, or who speaks for it, from turning the client against its own network.
/// </summary>
internal static class RedirectRules
{
    /// <summary>The most times that one download is sent on.</summary>
    public const int Most = 3;

    /// <summary>Says why an address is not followed.</summary>
    /// <param name="from">The service's own address.</param>
    /// <param name="to">Where it sends us.</param>
    /// <returns>The reason, or null where it is followed.</returns>
    public static string? Refuse(Uri from, Uri? to)
    {
        if (to is not { IsAbsoluteUri: true })
        {
            return "it sends the download on without saying where to";
        }

        if (to.UserInfo.Length != 0)
        {
            return "it sends the download on to an address with a user name in it";
        }

        if (from.IsLoopback)
        {
            return to.IsLoopback && to.Scheme is "http" or "https" ? null : $"a service on this machine sends the download on to '{to.Host}'";
        }

        if (to.Scheme != Uri.UriSchemeHttps)
        {
            return $"it sends the download on to '{to.Host}' without TLS";
        }

        // A certificate holds for a public name; a bare address, or this machine, is never where a service keeps its files.
        return to.IsLoopback || (IPAddress.TryParse(to.IdnHost.Trim('[', ']'), out _) && to.IdnHost != from.IdnHost)
            ? $"it sends the download on to the bare address '{to.Host}'"
            : null;
    }
}

using System.Globalization;
using System.Net.Sockets;
using Swarm.Networking.Addresses;
using Swarm.Networking.Routing;

namespace Swarm.Networking.Hosts;

/// <summary>Reads <c>host:port</c> (RFC 3986, section 3.2) strictly: no user information, brackets around IPv6 and nothing else, no zone.</summary>
internal static class Authority
{
    private const int MostCharacters = 300;
    private const int MostPort = 65535;

    /// <summary>Reads it.</summary>
    /// <param name="text">The authority.</param>
    /// <param name="defaultPort">The port where none is written; null where one must be.</param>
    /// <param name="destination">What it names.</param>
    /// <returns>Whether it is one.</returns>
    public static bool TryParse(string text, int? defaultPort, out Destination destination)
    {
        destination = default;
        if (text.Length > MostCharacters)
        {
            return false;
        }

        var hostEnd = text.StartsWith('[') ? text.IndexOf(']', StringComparison.Ordinal) + 1 : text.IndexOf(':', StringComparison.Ordinal);
        if (hostEnd < 0)
        {
            hostEnd = text.Length;
        }

        if (!TryReadPort(text.AsSpan(hostEnd), defaultPort, out var port) || !TryReadHost(text[..hostEnd], out var host))
        {
            return false;
        }

        destination = new Destination(host, port);
        return true;
    }

    private static bool TryReadHost(string text, out string host)
    {
        host = string.Empty;
        if (!text.StartsWith('['))
        {
            if (!HostName.TryRead(text, out var read, out _))
            {
                return false;
            }

            host = read;
            return true;
        }

        if (!text.EndsWith(']') || !AddressLiteral.TryParse(text.AsSpan(1, text.Length - 2), out var address)
            || address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return false;
        }

        host = address.ToString();
        return true;
    }

    // RFC 3986 allows leading zeros; more than five digits name no port.
    private static bool TryReadPort(ReadOnlySpan<char> text, int? defaultPort, out int port)
    {
        if (text.Length == 0)
        {
            port = defaultPort ?? 0;
            return defaultPort is not null;
        }

        port = 0;
        return text[0] == ':' && text.Length is > 1 and <= 6 && int.TryParse(text[1..], NumberStyles.None, CultureInfo.InvariantCulture, out port)
            && port is > 0 and <= MostPort;
    }
}

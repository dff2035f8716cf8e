using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using Swarm.Core.Errors;

namespace Swarm.Networking.Relay;

/// <summary>Where a broker is dialled: <c>broker.example.org:7443</c>, <c>192.0.2.1:7443</c> or <c>[2001:db8::1]:7443</c>.</summary>
/// <param name="Host">A name, or an address without brackets.</param>
/// <param name="Port">The TCP port.</param>
public readonly record struct BrokerAddress(string Host, int Port)
{
    private const int MostCharacters = 253;

    /// <summary>Reads the written form.</summary>
    /// <param name="text">The text.</param>
    /// <exception cref="SwarmException">It is of no such form (<c>SPEC_INVALID</c>).</exception>
    public static BrokerAddress Parse(string text) => TryParse(text, out var address)
        ? address
        : throw new SwarmException(ErrorCode.SpecInvalid, $"'{text}' is no broker's address: write 'host:port', an IPv6 address in brackets.");

    /// <summary>Reads the written form.</summary>
    /// <param name="text">The text.</param>
    /// <param name="address">The address, where the text is one.</param>
    public static bool TryParse([NotNullWhen(true)] string? text, out BrokerAddress address)
    {
        address = default;
        var colon = text?.LastIndexOf(':') ?? -1;
        if (colon <= 0 || !int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port is < 1 or > 65535)
        {
            return false;
        }

        var host = text![..colon];
        if (host is ['[', .. var inner, ']'])
        {
            address = new BrokerAddress(inner, port);
            return inner.Contains(':', StringComparison.Ordinal) && !inner.Contains('%', StringComparison.Ordinal) && IPAddress.TryParse(inner, out _);
        }

        address = new BrokerAddress(host, port);
        return host.Length <= MostCharacters && host.All(character => char.IsAsciiLetterOrDigit(character) || character is '.' or '-' or '_');
    }

    /// <summary>The written form.</summary>
    public override string ToString() => Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]:{Port}" : $"{Host}:{Port}";
}

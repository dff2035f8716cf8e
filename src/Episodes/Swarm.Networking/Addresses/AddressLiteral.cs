using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;

namespace Swarm.Networking.Addresses;

/// <summary>
/// Reads addresses in their one notation: four decimal numbers without leading zeros, or the text of RFC 4291, section 2.2,
/// without a zone. What other programs take for an address besides (<c>127.1</c>, <c>0x7f000001</c>, <c>2130706433</c>) is none.
/// </summary>
internal static class AddressLiteral
{
    private const int MostCharacters = 45;

    private static readonly SearchValues<char> Version6Characters = SearchValues.Create("0123456789abcdefABCDEF:.");

    public static bool TryParse(ReadOnlySpan<char> text, [NotNullWhen(true)] out IPAddress? address)
    {
        address = null;
        if (text.Length is 0 or > MostCharacters)
        {
            return false;
        }

        return text.Contains(':') ? TryParseVersion6(text, out address) : TryParseVersion4(text, out address);
    }

    private static bool TryParseVersion4(ReadOnlySpan<char> text, [NotNullWhen(true)] out IPAddress? address)
    {
        address = null;
        Span<byte> bytes = stackalloc byte[4];
        for (var index = 0; index < bytes.Length; index++)
        {
            var length = index == bytes.Length - 1 ? text.Length : text.IndexOf('.');
            if (length is < 1 or > 3 || !TryParseByte(text[..length], out bytes[index]))
            {
                return false;
            }

            text = index == bytes.Length - 1 ? [] : text[(length + 1)..];
        }

        address = new IPAddress(bytes);
        return true;
    }

    private static bool TryParseByte(ReadOnlySpan<char> digits, out byte value)
    {
        var number = 0;
        foreach (var digit in digits)
        {
            if (!char.IsAsciiDigit(digit))
            {
                value = 0;
                return false;
            }

            number = (number * 10) + (digit - '0');
        }

        value = (byte)number;
        return number <= byte.MaxValue && (digits.Length == 1 || digits[0] != '0');
    }

    private static bool TryParseVersion6(ReadOnlySpan<char> text, [NotNullWhen(true)] out IPAddress? address)
    {
        address = null;
        if (text.ContainsAnyExcept(Version6Characters)
            || (text.Contains('.') && !TryParseVersion4(text[(text.LastIndexOf(':') + 1)..], out _))
            || !IPAddress.TryParse(text, out var parsed)
            || parsed.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return false;
        }

        address = parsed;
        return true;
    }
}

using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Text;
using Swarm.Networking.Addresses;

namespace Swarm.Networking.Hosts;

/// <summary>
/// Names of hosts in the one form that rules compare and resolvers get: lower case and Punycode, letters, digits, hyphens and
/// underscores (RFC 1123, section 2.1), no final dot. What ends in a number is an address or nothing.
/// </summary>
internal static class HostName
{
    private const int MostCharacters = 253;
    private const int MostLabelCharacters = 63;

    /// <summary>Reads a host as a client or a rule wrote it, without brackets.</summary>
    /// <param name="text">A name, or an address in its one notation.</param>
    /// <param name="host">The name or the address in the form that <c>Destination</c> has.</param>
    /// <param name="address">The address, where it is one.</param>
    /// <returns>Whether it is either.</returns>
    public static bool TryRead(string text, [NotNullWhen(true)] out string? host, out IPAddress? address)
    {
        if (AddressLiteral.TryParse(text, out address))
        {
            host = address.ToString();
            return true;
        }

        return TryNormalise(text, out host);
    }

    /// <summary>Brings a name to its one form.</summary>
    /// <param name="text">The name, in any case, Unicode or Punycode, with or without a final dot.</param>
    /// <param name="name">The form.</param>
    /// <returns>Whether it is a name.</returns>
    public static bool TryNormalise(string text, [NotNullWhen(true)] out string? name)
    {
        name = null;
        if (text.Length is 0 or > MostCharacters + 1)
        {
            return false;
        }

        var labels = (text[^1] == '.' ? text[..^1] : text).Split('.');
        for (var index = 0; index < labels.Length; index++)
        {
            if (ToAscii(labels[index]) is not { } label)
            {
                return false;
            }

            labels[index] = label;
        }

        var joined = string.Join('.', labels);
        if (joined.Length > MostCharacters || IsNumber(labels[^1]))
        {
            return false;
        }

        name = joined;
        return true;
    }

    // What resolvers would take for the last part of an address (inet_aton(3)): decimal, octal or hexadecimal.
    private static bool IsNumber(string label) =>
        !label.AsSpan().ContainsAnyExceptInRange('0', '9')
        || (label.StartsWith("0x", StringComparison.Ordinal) && label.AsSpan(2).IndexOfAnyExcept("0123456789abcdef") < 0);

    private static string? ToAscii(string label)
    {
        if (label.Length is 0 or > MostLabelCharacters || label[0] == '-' || label[^1] == '-')
        {
            return null;
        }

        // Checked before letters are made lower: the Kelvin sign becomes 'k'.
        var lower = label.ToLowerInvariant();
        if (!Ascii.IsValid(label))
        {
            lower = label.EnumerateRunes().All(IsPlainInLowerCase) ? $"xn--{Punycode.Encode(lower)}" : string.Empty;
        }

        return lower.Length is > 0 and <= MostLabelCharacters
            && lower.All(character => char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character) || character is '-' or '_')
            ? lower
            : null;
    }

    private static bool IsPlainInLowerCase(Rune rune) => Rune.ToLowerInvariant(rune) is var lower
        && IsPlain(lower) && (rune == lower || Rune.ToUpperInvariant(lower) == rune);

    // Stricter than RFC 5892: whatever has a second spelling (full width, ligatures, joiners, combining marks, digits of other
    // scripts) is to be written in Punycode, so that a name means the same whatever tables a system has.
    private static bool IsPlain(Rune rune) => rune.IsAscii || (Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.LowercaseLetter or UnicodeCategory.OtherLetter or UnicodeCategory.OtherSymbol
        && !IsOfSecondSpellings(rune.Value) && !HasSecondSpelling(rune.Value));

    // Blocks that are refused whole; half of what is in them is mapped, and no name needs the rest.
    private static bool IsOfSecondSpellings(int code) => code
        is < 0xe0 or (>= 0x1100 and <= 0x11ff) or (>= 0x13a0 and <= 0x13ff) or (>= 0x1c80 and <= 0x1dff) or (>= 0x1f70 and <= 0x25ff)
        or (>= 0x2e80 and <= 0x2fff) or (>= 0x3100 and <= 0x33ff) or (>= 0xab70 and <= 0xabbf) or (>= 0xf900 and <= 0xffff)
        or (>= 0x1cc00 and <= 0x1ccff) or (>= 0x1d000 and <= 0x1efff) or (>= 0x1f100 and <= 0x1f2ff) or (>= 0x2f800 and <= 0x2fa1f);

    // The other letters that UTS 46 (Unicode 17) maps or deviates at, or whose normal form C is another.
    private static bool HasSecondSpelling(int code) => code
        is 0x133 or 0x140 or 0x149 or 0x17f or (>= 0x1c4 and <= 0x1cc) or (>= 0x1f1 and <= 0x1f3) or 0x3c2 or (>= 0x3d0 and <= 0x3d6)
        or (>= 0x3f0 and <= 0x3f5) or 0x587 or (>= 0x675 and <= 0x678) or (>= 0x958 and <= 0x95f) or (>= 0x9dc and <= 0x9df)
        or 0xa33 or 0xa36 or (>= 0xa59 and <= 0xa5b) or 0xa5e or (>= 0xb5c and <= 0xb5d) or 0xe33 or 0xeb3 or (>= 0xedc and <= 0xedd)
        or 0xf43 or 0xf4d or 0xf52 or 0xf57 or 0xf5c or 0xf69 or (>= 0x1e9a and <= 0x1e9f) or 0x3036 or 0x309f or 0x30ff;
}

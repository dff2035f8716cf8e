using System.Buffers;
using System.Text;

namespace Swarm.Core.Json;

/// <summary>Text that I-JSON allows (RFC 7493, section 2.1): whole Unicode characters, and no noncharacters.</summary>
public static class InteroperableText
{
    /// <summary>Whether a text has neither half a character (a lone surrogate) nor a noncharacter such as U+FFFF.</summary>
    /// <param name="text">The text.</param>
    public static bool IsAllowed(ReadOnlySpan<char> text)
    {
        for (var rest = text; !rest.IsEmpty;)
        {
            if (Rune.DecodeFromUtf16(rest, out var rune, out var count) != OperationStatus.Done || IsNoncharacter(rune))
            {
                return false;
            }

            rest = rest[count..];
        }

        return true;
    }

    /// <summary>Whether bytes are well-formed UTF-8 without a noncharacter.</summary>
    /// <param name="utf8">The bytes.</param>
    public static bool IsAllowed(ReadOnlySpan<byte> utf8)
    {
        for (var rest = utf8[CountAscii(utf8)..]; !rest.IsEmpty;)
        {
            if (Rune.DecodeFromUtf8(rest, out var rune, out var count) != OperationStatus.Done || IsNoncharacter(rune))
            {
                return false;
            }

            rest = rest[count..];
            rest = rest[CountAscii(rest)..];
        }

        return true;
    }

    /// <summary>Gives a text with U+FFFD in place of what is not allowed.</summary>
    /// <param name="text">The text.</param>
    public static string Clean(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return IsAllowed(text) ? text : string.Concat(text.EnumerateRunes().Select(rune => IsNoncharacter(rune) ? Rune.ReplacementChar : rune));
    }

    private static int CountAscii(ReadOnlySpan<byte> utf8) => utf8.IndexOfAnyExceptInRange((byte)0, (byte)0x7F) is var count and >= 0 ? count : utf8.Length;

    // The last two of each plane, and U+FDD0 to U+FDEF (Unicode, section 23.7).
    private static bool IsNoncharacter(Rune rune) => (rune.Value & 0xFFFE) == 0xFFFE || rune.Value is >= 0xFDD0 and <= 0xFDEF;
}

using System.Globalization;
using System.Text;
using Swarm.Core.Json;

namespace Swarm.Core.Errors;

/// <summary>Keeps texts that others chose on their line: they may neither forge a second one, nor move the cursor, nor turn the direction.</summary>
public static class PlainLine
{
    private static readonly Rune Blank = new(' ');

    /// <summary>
    /// Gives a text with a blank for each character that controls or formats instead of being seen, and U+FFFD for what is none
    /// (<see cref="InteroperableText"/>).
    /// </summary>
    /// <param name="text">The text.</param>
    public static string Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var clean = InteroperableText.Clean(text);
        return clean.EnumerateRunes().All(IsSeen) ? clean : string.Concat(clean.EnumerateRunes().Select(rune => IsSeen(rune) ? rune : Blank));
    }

    private static bool IsSeen(Rune character) => Rune.GetUnicodeCategory(character)
        is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}

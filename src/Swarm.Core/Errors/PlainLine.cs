using System.Globalization;

namespace Swarm.Core.Errors;

/// <summary>Keeps texts that others chose on their line: they may neither forge a second one, nor move the cursor, nor turn the direction.</summary>
public static class PlainLine
{
    /// <summary>Gives a text with a blank for each character that controls or formats instead of being seen.</summary>
    /// <param name="text">The text.</param>
    public static string Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.All(IsSeen) ? text : string.Create(text.Length, text, static (line, from) =>
        {
            for (var index = 0; index < line.Length; index++)
            {
                line[index] = IsSeen(from[index]) ? from[index] : ' ';
            }
        });
    }

    private static bool IsSeen(char character) => char.GetUnicodeCategory(character)
        is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}

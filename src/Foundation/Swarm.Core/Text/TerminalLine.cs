using System.Text;

namespace Swarm.Core.Text;

/// <summary>
/// Makes a line that a step wrote safe to show on a terminal: colours and styles stay, and whatever else would command it goes
/// (ECMA-48): the clipboard, the title, the cursor, the screen, answers that it would type.
/// </summary>
public static class TerminalLine
{
    private const char Escape = '\e';
    private const char ControlSequence = '\u009b';
    private const char Bell = '\a';
    private const char StringEnd = '\u009c';
    private const string Reset = "\e[0m";

    /// <summary>Gives a line without what commands a terminal.</summary>
    /// <param name="line">The line, without its end.</param>
    /// <returns>
    /// The line. A carriage return within it is a blank, since it would have the rest cover the beginning; a style that it does not
    /// end is ended.
    /// </returns>
    public static string Of(string line)
    {
        ArgumentNullException.ThrowIfNull(line);
        if (!line.Any(IsControl))
        {
            return line;
        }

        var text = new StringBuilder(line.Length);
        var isStyled = false;
        for (var index = 0; index < line.Length;)
        {
            var length = Measure(line.AsSpan(index), out var isStyle);
            if (isStyle)
            {
                text.Append(line, index, length);
                isStyled = line.AsSpan(index, length) is not (Reset or "\e[m");
            }
            else if (!IsControl(line[index]))
            {
                text.Append(line[index]);
            }
            else if (line[index] == '\r' && index + 1 < line.Length)
            {
                text.Append(' ');
            }

            index += length;
        }

        return isStyled ? text.Append(Reset).ToString() : text.ToString();
    }

    private static bool IsControl(char character) => char.IsControl(character) && character != '\t';

    /// <summary>The length of what stands at the beginning: a character, or a whole command.</summary>
    private static int Measure(ReadOnlySpan<char> text, out bool isStyle)
    {
        isStyle = false;
        if (text[0] != Escape)
        {
            return text[0] == ControlSequence ? 1 + MeasureSequence(text[1..], out _) : IsStringStart(text[0], '\u0080') ? 1 + MeasureString(text[1..]) : 1;
        }

        if (text.Length == 1)
        {
            return 1;
        }

        if (text[1] == '[')
        {
            return 2 + MeasureSequence(text[2..], out isStyle);
        }

        if (IsStringStart(text[1], '@'))
        {
            return 2 + MeasureString(text[2..]);
        }

        // Intermediate characters, then a final one.
        var length = 1;
        while (length < text.Length && text[length] is >= ' ' and <= '/')
        {
            length++;
        }

        return length < text.Length && text[length] is >= '0' and <= '~' ? length + 1 : length;
    }

    // Device control, start of string, operating system command, privacy message, application command: the first is at 16.
    private static bool IsStringStart(char character, char column) => (character - column) is 16 or 24 or 29 or 30 or 31;

    private static int MeasureSequence(ReadOnlySpan<char> text, out bool isStyle)
    {
        var length = 0;
        while (length < text.Length && text[length] is >= ' ' and <= '?')
        {
            length++;
        }

        var isWhole = length < text.Length && text[length] is >= '@' and <= '~';
        isStyle = isWhole && text[length] == 'm' && text[..length].IndexOfAnyExcept("0123456789;:") < 0;
        return isWhole ? length + 1 : length;
    }

    // What nothing ends goes on to the end of the line.
    private static int MeasureString(ReadOnlySpan<char> text)
    {
        for (var length = 0; length < text.Length; length++)
        {
            if (text[length] is Bell or StringEnd)
            {
                return length + 1;
            }

            if (text[length] == Escape)
            {
                return length + 1 < text.Length && text[length + 1] == '\\' ? length + 2 : length;
            }
        }

        return text.Length;
    }
}

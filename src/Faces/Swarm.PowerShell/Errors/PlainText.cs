using System.Globalization;
using System.Text;

namespace Swarm.PowerShell.Errors;

/// <summary>Text that others wrote, for a message.</summary>
internal static class PlainText
{
    /// <summary>Shows control characters, which could command a terminal, as what they are.</summary>
    /// <param name="text">The text.</param>
    public static string Of(string text)
    {
        if (!text.Any(IsCommand))
        {
            return text;
        }

        var plain = new StringBuilder(text.Length + 16);
        foreach (var character in text)
        {
            _ = IsCommand(character) ? plain.Append(CultureInfo.InvariantCulture, $"\\x{(int)character:x2}") : plain.Append(character);
        }

        return plain.ToString();
    }

    private static bool IsCommand(char character) => char.IsControl(character) && character != '\t';
}

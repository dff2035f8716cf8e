using System.Text;

namespace Swarm.Transparency.Notes;

/// <summary>What C2SP signed-note asks of a note's characters and of the names of keys.</summary>
internal static class NoteText
{
    internal static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Whether a text is whole Unicode and has no control character of ASCII's below the space but line feeds.</summary>
    internal static bool IsPlain(string text)
    {
        foreach (var character in text)
        {
            if (character < ' ' && character != '\n')
            {
                return false;
            }
        }

        return IsWhole(text);
    }

    /// <summary>Whether a text may be the name of a key: not empty, without white space, control characters and plus signs.</summary>
    internal static bool IsKeyName(string name) =>
        name.Length > 0 && !name.Contains('+', StringComparison.Ordinal) && IsPlain(name)
        && !name.EnumerateRunes().Any(Rune.IsWhiteSpace);

    private static bool IsWhole(string text)
    {
        for (var index = 0; index < text.Length;)
        {
            if (!Rune.TryGetRuneAt(text, index, out var rune))
            {
                return false;
            }

            index += rune.Utf16SequenceLength;
        }

        return true;
    }
}

using System.Diagnostics.CodeAnalysis;

namespace Swarm.Networking.Relay;

/// <summary>The names of sessions, which providers and tickets meet by.</summary>
public static class SessionName
{
    /// <summary>The form of a name, for messages.</summary>
    public const string Form = "1 to 64 lower-case letters, digits, '.', '_' and '-', the first a letter or digit";

    private const int MostCharacters = 64;

    /// <summary>Tells whether a text is a session's name.</summary>
    /// <param name="text">The text.</param>
    public static bool IsValid([NotNullWhen(true)] string? text) =>
        text is { Length: > 0 and <= MostCharacters } && IsPlain(text[0])
        && text.All(character => IsPlain(character) || character is '.' or '_' or '-');

    private static bool IsPlain(char character) => char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character);
}

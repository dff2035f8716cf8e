namespace Swarm.Backends.Remote;

/// <summary>Quotes what somebody typed or sent in a message, bounded.</summary>
internal static class Quoted
{
    private const int Most = 200;

    /// <summary>The text, or its beginning.</summary>
    /// <param name="text">The text.</param>
    public static string Text(string? text) => text is null ? "" : text.Length <= Most ? text : text[..Most] + "…";
}

namespace Swarm.State.Connections;

/// <summary>Names of tables and columns in SQL.</summary>
internal static class SqlName
{
    /// <summary>Writes a name so that it is read as a name, whatever it holds.</summary>
    internal static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>The form in which names are the same to SQLite: it ignores the case of ASCII letters alone.</summary>
    internal static string Fold(string name) => string.Create(name.Length, name, static (folded, source) =>
    {
        for (var index = 0; index < folded.Length; index++)
            folded[index] = char.IsAsciiLetterUpper(source[index]) ? (char)(source[index] | 0x20) : source[index];
    });
}

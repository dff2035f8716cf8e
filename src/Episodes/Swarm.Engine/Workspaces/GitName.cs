using System.Text;

namespace Swarm.Engine.Workspaces;

/// <summary>Paths as git writes them in a patch: in quotes, as a string of C, where a byte could be misread.</summary>
internal static class GitName
{
    /// <summary>A path of the first line of a change.</summary>
    public static string Quote(string path)
    {
        var bytes = Encoding.UTF8.GetBytes(path);
        if (!bytes.Any(IsSpecial))
        {
            return path;
        }

        var quoted = new StringBuilder("\"");
        foreach (var value in bytes)
        {
            _ = value switch
            {
                (byte)'"' or (byte)'\\' => quoted.Append('\\').Append((char)value),
                (byte)'\n' => quoted.Append("\\n"),
                (byte)'\t' => quoted.Append("\\t"),
                (byte)'\r' => quoted.Append("\\r"),
                _ when IsSpecial(value) => quoted.Append('\\').Append(Convert.ToString(value, 8).PadLeft(3, '0')),
                _ => quoted.Append((char)value),
            };
        }

        return quoted.Append('"').ToString();
    }

    /// <summary>A path of a line that begins with --- or +++, where a space would end it but for a tab behind it.</summary>
    public static string Field(string path) => Quote(path) is var quoted && !quoted.StartsWith('"') && quoted.Contains(' ', StringComparison.Ordinal) ? quoted + "\t" : quoted;

    private static bool IsSpecial(byte value) => value is < 0x20 or >= 0x7f or (byte)'"' or (byte)'\\';
}

using System.Text;

namespace Swarm.Execution.Steps;

/// <summary>A command line as Windows has it: one text, which the C runtime of most programs takes apart again.</summary>
internal static class CommandLine
{
    /// <summary>Joins a program and its arguments, so that they are taken apart as they were.</summary>
    /// <param name="program">The program's path, which holds no quotation mark.</param>
    /// <param name="arguments">The arguments.</param>
    public static string Join(string program, IReadOnlyList<string> arguments)
    {
        var line = new StringBuilder().Append('"').Append(program).Append('"');
        foreach (var argument in arguments)
            Append(line.Append(' '), argument);

        return line.ToString();
    }

    // Backslashes count only before a quotation mark, where two stand for one.
    private static void Append(StringBuilder line, string argument)
    {
        if (argument.Length > 0 && !argument.Any(character => char.IsWhiteSpace(character) || character == '"'))
        {
            line.Append(argument);
            return;
        }

        line.Append('"');
        var backslashes = 0;
        foreach (var character in argument)
        {
            if (character == '"')
                line.Append('\\', backslashes + 1);

            line.Append(character);
            backslashes = character == '\\' ? backslashes + 1 : 0;
        }

        line.Append('\\', backslashes).Append('"');
    }
}

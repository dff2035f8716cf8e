using System.Text;
using Swarm.Core.Errors;

namespace Swarm.Execution.Steps;

/// <summary>The environment as the supervisor reads it.</summary>
internal static class EnvironmentBlock
{
    /// <summary>Writes <c>NAME=VALUE</c> entries, each ended by NUL, and an empty entry.</summary>
    /// <param name="variables">The variables.</param>
    public static byte[] Write(IReadOnlyDictionary<string, string> variables)
    {
        var text = new StringBuilder();
        foreach (var (name, value) in variables)
            text.Append(name).Append('=').Append(value).Append('\0');

        return Encoding.UTF8.GetBytes(text.Append('\0').ToString());
    }

    /// <summary>Writes <c>NAME=VALUE</c> entries as Windows has them: in the order of their names, each ended by NUL, and an empty entry.</summary>
    /// <param name="variables">The variables.</param>
    public static string WriteWide(IReadOnlyDictionary<string, string> variables)
    {
        var text = new StringBuilder();
        foreach (var (name, value) in variables.OrderBy(variable => variable.Key, StringComparer.OrdinalIgnoreCase))
            text.Append(name).Append('=').Append(value).Append('\0');

        return text.Append(text.Length == 0 ? "\0\0" : "\0").ToString();
    }

    /// <summary>Refuses what no environment and no command line can hold.</summary>
    /// <param name="command">The command.</param>
    /// <exception cref="SwarmException">
    /// A NUL character, or a variable's name that is empty or has an equals sign (<c>SPEC_INVALID</c>).
    /// </exception>
    public static void Check(StepCommand command)
    {
        if (command.Arguments.Append(command.Program).Any(text => text.Contains('\0', StringComparison.Ordinal)))
            throw Refused("The step's program or one of its arguments holds a NUL character. Leave it out.");

        foreach (var (name, value) in command.Environment)
        {
            if (name.Length == 0 || name.AsSpan().ContainsAny('=', '\0') || value.Contains('\0', StringComparison.Ordinal))
            {
                throw Refused(
                    $"The step's environment variable '{name.Replace('\0', ' ')}' cannot be set. Give it a name that is not empty and "
                    + "has no equals sign, and leave NUL out of name and value.");
            }
        }
    }

    private static SwarmException Refused(string message) => new(ErrorCode.SpecInvalid, message);
}

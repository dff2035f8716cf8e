using System.Text;

namespace Swarm.Execution.Steps;

/// <summary>The command line that has cmd.exe run a batch file (Windows).</summary>
internal static class BatchCommand
{
    private const string Switches = "/d /e:on /v:off /s /c ";

    /// <summary>Makes the command line.</summary>
    /// <param name="path">The batch file.</param>
    /// <param name="command">The command.</param>
    /// <remarks>cmd.exe interprets what it is given: what no quoting can keep from it is refused.</remarks>
    public static ResolvedProgram Create(string path, StepCommand command)
    {
        var line = new StringBuilder(Switches).Append('"').Append('"').Append(path).Append('"');
        foreach (var argument in command.Arguments.Prepend(path))
        {
            if (argument.AsSpan().ContainsAny("\"%\r\n"))
            {
                throw ProgramResolver.NotStarted(
                    $"An argument of the batch file '{command.Program}' holds a double quote, a percent sign or a line break, which "
                    + "cmd.exe would interpret. Leave them out, or run another kind of program.");
            }
        }

        foreach (var argument in command.Arguments)
        {
            line.Append(" \"").Append(argument);
            line.Append('\\', argument.Length - argument.AsSpan().TrimEnd('\\').Length).Append('"');
        }

        var interpreter = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.System), "cmd.exe");
        return new ResolvedProgram(path, interpreter, [], line.Append('"').ToString());
    }
}

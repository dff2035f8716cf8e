using System.CommandLine;
using System.Text;
using Swarm.Cli.Output;
using Swarm.Core.Errors;

namespace Swarm.Cli.CommandLine;

/// <summary>Parses a command line and runs its command.</summary>
internal static class Entry
{
    private const string StepMark = "--";

    /// <summary>Runs the command that the arguments name.</summary>
    /// <returns>The exit code.</returns>
    public static int Run(string[] arguments)
    {
        if (OperatingSystem.IsWindows())
        {
            Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        }

        // What follows '--' is the step's, even where it begins with '@'.
        var parsed = CommandTree.Create().Parse(arguments.Length == 0 ? ["--help"] : arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Errors.Count > 0)
        {
            return RefuseUsage(parsed, arguments);
        }

        using var termination = new Termination();
        var configuration = new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
        return parsed.InvokeAsync(configuration, termination.Token).GetAwaiter().GetResult();
    }

    private static int RefuseUsage(ParseResult parsed, string[] arguments)
    {
        var path = CommandTree.PathOf(parsed.CommandResult.Command);
        var reason = parsed.CommandResult.Command is GroupCommand group && parsed.UnmatchedTokens.Count == 0
            ? $"'{path}' needs a command: {string.Join(", ", group.Subcommands.Select(command => command.Name))}."
            : parsed.Errors[0].Message;
        var isJson = arguments.TakeWhile(argument => !string.Equals(argument, StepMark, StringComparison.Ordinal)).Contains(GlobalOptions.Json.Name);
        return new OutputStreams(isJson, isQuiet: false, isVerbose: false, allowColour: false)
            .Fail(new SwarmException(ErrorCode.SpecInvalid, $"{reason} See '{path} --help'."), new Report());
    }
}

using System.CommandLine;
using System.Text;
using Swarm.Cli.Output;
using Swarm.Core.Errors;
using Swarm.Engine.Nodes;

namespace Swarm.Cli.CommandLine;

/// <summary>Parses a command line and runs its command.</summary>
internal static class Entry
{
    private const string StepMark = "--";
    private const string HelpName = "--help";

    /// <summary>Runs the command that the arguments name.</summary>
    /// <returns>The exit code.</returns>
    public static int Run(string[] arguments)
    {
        if (OperatingSystem.IsWindows())
        {
            Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        }

        // What follows '--' is the step's, and nothing here looks at it.
        var mark = Array.IndexOf(arguments, StepMark);
        var step = mark < 0 ? [] : arguments[(mark + 1)..];
        var own = mark < 0 ? arguments : arguments[..mark];
        var (tree, parser) = (CommandTree.Create(step), new ParserConfiguration { ResponseFileTokenReplacer = null });
        var parsed = tree.Parse(arguments.Length == 0 ? ["--help"] : own, parser);
        parsed = PositionalForm.Spell(parsed) is { } spelled ? tree.Parse(spelled, parser) : parsed;
        if (FindFault(parsed, hasMark: mark >= 0) is { } fault)
        {
            return RefuseUsage(fault, CommandTree.PathOf(parsed.CommandResult.Command), own);
        }

        using var termination = new Termination();
        var configuration = new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
        return parsed.InvokeAsync(configuration, termination.Token).GetAwaiter().GetResult();
    }

    private static string? FindFault(ParseResult parsed, bool hasMark)
    {
        var command = parsed.CommandResult.Command;
        var takesStep = command is SwarmCommand { TakesStep: true };
        if (parsed.Errors.Count == 0)
        {
            return hasMark && !takesStep ? "Only a run's step follows '--'." : null;
        }

        if (parsed.UnmatchedTokens.Count > 0)
        {
            var word = parsed.UnmatchedTokens[0];
            return $"'{word}' is not understood here{(FindMeant(command, word) is { } meant ? $": did you mean '{meant}'?" : takesStep ? ": the step follows '--'." : ".")}";
        }

        return command.Subcommands.Count > 0
            ? $"Name one of its commands: {string.Join(", ", command.Subcommands.Where(inner => !inner.Hidden).Select(inner => inner.Name))}."
            : parsed.Errors[0].Message;
    }

    /// <summary>What an option or a command that is not there may have been meant to be.</summary>
    private static string? FindMeant(Command command, string word) => NearestName.Find(
        word.Split('=', 2)[0],
        PositionalForm.LooksLikeOption(word)
            ? command.Options.Concat(GlobalOptions.All).Where(option => !option.Hidden).Select(option => option.Name).Append(HelpName)
            : command.Subcommands.Where(inner => !inner.Hidden).Select(inner => inner.Name));

    private static int RefuseUsage(string fault, string path, string[] arguments) =>
        new OutputStreams(arguments.Contains(GlobalOptions.Json.Name), isQuiet: false, isVerbose: false, allowColour: false)
            .Fail(new SwarmException(ErrorCode.SpecInvalid, $"{fault} See '{path} --help'."), new Report());
}

using System.CommandLine;
using System.CommandLine.Invocation;

namespace Swarm.Cli.CommandLine;

/// <summary>Writes the help of a command.</summary>
internal sealed class HelpPage : SynchronousCommandLineAction
{
    /// <inheritdoc/>
    public override bool ClearsParseErrors => true;

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        var (command, output) = (parseResult.CommandResult.Command, parseResult.InvocationConfiguration.Output);
        output.WriteLine(command.Description);
        output.WriteLine();
        output.WriteLine("Usage:");
        output.WriteLine($"  {UsageOf(command)}");
        Write(output, "Commands:", command.Subcommands.Where(inner => !inner.Hidden).Select(inner => (inner.Name, inner.Description)));
        Write(output, "Arguments:", command.Arguments.Select(argument => (argument.Name, argument.Description)));
        Write(output, "Options:", command.Options.Where(option => !option.Recursive).Select(Describe));
        var root = parseResult.RootCommandResult.Command;
        Write(output, "Options of every command:", root.Options.Where(option => option.Recursive).Select(Describe));
        if (command is SwarmCommand { Examples: var examples })
        {
            Write(output, "Examples:", examples.Select(example => (example, (string?)null)));
        }

        return 0;
    }

    private static string UsageOf(Command command)
    {
        List<string> words = [CommandTree.PathOf(command)];
        var slots = PositionalForm.SlotsOf(command);
        words.AddRange(slots.Select(slot => slot is Option option ? UsageOf(option) : UsageOf((Argument)slot)));
        words.AddRange(command.Options.Where(option => option.Required && !slots.Contains(option)).Select(NameOf));
        words.Add(command.Subcommands.Count > 0 ? "COMMAND [options]" : "[options]");
        if (command is SwarmCommand { TakesStep: true })
        {
            words.Add("-- PROGRAM [ARGUMENT...]");
        }

        return string.Join(' ', words);
    }

    private static string UsageOf(Argument argument) => argument.Arity.MinimumNumberOfValues > 0 ? argument.Name : $"[{argument.Name}]";

    // The name of an option that may be given by position is what can be left out.
    private static string UsageOf(Option option)
    {
        var usage = $"[{option.Name}] {option.HelpName}{(option.Arity.MaximumNumberOfValues > 1 ? "..." : string.Empty)}";
        return option.Required ? usage : $"[{usage}]";
    }

    private static (string Name, string? Description) Describe(Option option) => (NameOf(option), option.Description);

    private static string NameOf(Option option) =>
        string.Join(' ', new[] { option.Name, option.HelpName }.Where(part => !string.IsNullOrEmpty(part)));

    private static void Write(TextWriter output, string title, IEnumerable<(string Name, string? Description)> lines)
    {
        var all = lines.ToArray();
        if (all.Length == 0)
        {
            return;
        }

        output.WriteLine();
        output.WriteLine(title);
        var width = all.Max(line => line.Name.Length);
        foreach (var (name, description) in all)
        {
            output.WriteLine(description is null ? $"  {name}" : $"  {name.PadRight(width)}  {description}");
        }
    }
}

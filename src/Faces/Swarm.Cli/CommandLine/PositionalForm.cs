using System.CommandLine;
using System.CommandLine.Parsing;
using Swarm.Cli.Parsing;

namespace Swarm.Cli.CommandLine;

/// <summary>
/// Lets what a command works on be given by position, without the option's name: its nodes first, then its arguments, then what it
/// requires besides. The words are put behind the names of their options, and the parser reads the line as if they had been written so.
/// </summary>
internal static class PositionalForm
{
    /// <summary>What the free words of a command line stand for, in their order: options and arguments.</summary>
    /// <param name="command">The command.</param>
    public static IReadOnlyList<Symbol> SlotsOf(Command command)
    {
        if (command is not SwarmCommand swarm)
        {
            return [];
        }

        var nodes = command.Options.OfType<NodeOption>().Where(option => option.IsPositional).ToArray();
        Symbol[] first = [.. nodes, .. command.Arguments];

        // After an argument that may be left out nobody can tell what a word stands for.
        return command.Arguments.Any(argument => argument.Arity.MinimumNumberOfValues == 0)
            ? first
            : [.. first, .. command.Options.Where(option => option.Required && option is not NodeOption).OrderBy(TakesAll), .. swarm.AlsoByPosition];
    }

    /// <summary>Writes a command line with the names of the options that its free words stand for.</summary>
    /// <param name="parsed">The command line as the parser reads it.</param>
    /// <returns>The command line; null where no word stands for an option.</returns>
    public static IReadOnlyList<string>? Spell(ParseResult parsed)
    {
        ArgumentNullException.ThrowIfNull(parsed);
        var command = parsed.CommandResult.Command;
        var slots = new Queue<Symbol>(SlotsOf(command).Where(slot => slot is Argument || parsed.GetResult((Option)slot) is null or { Implicit: true }));
        if (!slots.OfType<Option>().Any())
        {
            return null;
        }

        var (written, isChanged, depth) = (new List<string>(), false, DepthOf(command));
        Option? open = null;
        foreach (var token in parsed.Tokens)
        {
            var word = token.Value;
            if (open is not null)
            {
                written[^1] += $"={word}";
                open = null;
            }
            else if (token.Type == TokenType.Option)
            {
                written.Add(word);
                open = Find(command, word) is { } option && TakesValue(option) ? option : null;
            }
            else if (token.Type == TokenType.Argument && depth == 0 && !LooksLikeOption(word) && slots.TryPeek(out var slot))
            {
                var isOption = slot is Option;
                written.Add(isOption ? $"{slot.Name}={word}" : word);
                isChanged |= isOption;
                if (!TakesAll(slot))
                {
                    slots.Dequeue();
                }
            }
            else
            {
                depth -= token.Type == TokenType.Command ? 1 : 0;
                written.Add(word);
            }
        }

        return isChanged ? written : null;
    }

    /// <summary>Whether a word is meant as an option: <c>-x</c>, <c>--word</c>.</summary>
    /// <param name="word">The word.</param>
    public static bool LooksLikeOption(string word) => word is ['-', not '-', ..] or ['-', '-', _, ..];

    /// <summary>Whether a word follows an option.</summary>
    /// <param name="option">The option.</param>
    public static bool TakesValue(Option option) => option.ValueType != typeof(bool) && option.Arity.MaximumNumberOfValues > 0;

    /// <summary>Finds an option of a command or of one above it.</summary>
    /// <param name="command">The command.</param>
    /// <param name="name">The option as it is written.</param>
    public static Option? Find(Command command, string name)
    {
        for (var current = command; current is not null; current = current.Parents.OfType<Command>().FirstOrDefault())
        {
            if (current.Options.FirstOrDefault(option => option.Name == name || option.Aliases.Contains(name)) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    /// <summary>Whether all words that are left stand for one option or argument.</summary>
    /// <param name="slot">The option or argument.</param>
    public static bool TakesAll(Symbol slot) => slot switch
    {
        Option option => option.Arity.MaximumNumberOfValues > 1,
        Argument argument => argument.Arity.MaximumNumberOfValues > 1,
        _ => false,
    };

    private static int DepthOf(Command command) => command.Parents.OfType<Command>().FirstOrDefault() is { } parent ? DepthOf(parent) + 1 : 0;
}

using System.CommandLine;
using System.CommandLine.Completions;
using Swarm.Cli.CommandLine;
using Swarm.Engine.Suggestions;

namespace Swarm.Cli.Completion;

/// <summary>What the last word of a command line may become: a command, an option, or what its value names.</summary>
internal static class WordCompletion
{
    private const string StepMark = "--";

    /// <summary>Gives what the last word may become. None where the shell should offer files.</summary>
    /// <param name="root">All commands.</param>
    /// <param name="words">The words after the program's name; the last is the one that is typed, and may be empty.</param>
    /// <param name="values">Gives what a value may be, by what the help calls it.</param>
    public static IEnumerable<Suggestion> Complete(Command root, IReadOnlyList<string> words, Func<string, string, IEnumerable<Suggestion>> values)
    {
        if (words.Count == 0 || words.Take(words.Count - 1).Contains(StepMark, StringComparer.Ordinal))
        {
            return [];
        }

        var (command, open, free) = (root, (Option?)null, 0);
        foreach (var word in words.Take(words.Count - 1))
        {
            if (open is not null)
            {
                open = null;
            }
            else if (PositionalForm.LooksLikeOption(word))
            {
                open = word.Contains('=', StringComparison.Ordinal) ? null : PositionalForm.Find(command, word) is { } option && PositionalForm.TakesValue(option) ? option : null;
            }
            else if (free == 0 && command.Subcommands.FirstOrDefault(inner => inner.Name == word || inner.Aliases.Contains(word)) is { } inner)
            {
                command = inner;
            }
            else
            {
                free++;
            }
        }

        var last = words[^1];
        var found = open is not null ? ValuesOf(open, last, values)
            : last.StartsWith('-') ? OptionsOf(command)
            : command.Subcommands.Count > 0 && free == 0 ? command.Subcommands.Where(inner => !inner.Hidden).Select(inner => new Suggestion(inner.Name, inner.Description ?? string.Empty))
            : SlotAt(command, free) is { } slot ? ValuesOf(slot, last, values)
            : [];
        return found.Where(suggestion => suggestion.Text.StartsWith(last, StringComparison.OrdinalIgnoreCase));
    }

    private static Symbol? SlotAt(Command command, int free) => PositionalForm.SlotsOf(command) is { Count: > 0 } slots
        ? slots.ElementAtOrDefault(free) ?? (PositionalForm.TakesAll(slots[^1]) ? slots[^1] : null)
        : null;

    private static IEnumerable<Suggestion> OptionsOf(Command command) =>
        command.Options.Concat(GlobalOptions.All).Where(option => !option.Hidden).DistinctBy(option => option.Name)
            .Select(option => new Suggestion(option.Name, option.Description ?? string.Empty));

    private static IEnumerable<Suggestion> ValuesOf(Symbol symbol, string word, Func<string, string, IEnumerable<Suggestion>> values)
    {
        var listed = symbol.GetCompletions(CompletionContext.Empty).Select(item => new Suggestion(item.Label, item.Documentation ?? string.Empty)).ToArray();
        return listed.Length > 0 ? listed : values(symbol is Option { HelpName: { } called } ? called : symbol.Name, word);
    }
}

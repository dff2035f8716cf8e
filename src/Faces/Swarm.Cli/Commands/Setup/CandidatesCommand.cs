using Swarm.Cli.CommandLine;
using Swarm.Cli.Completion;
using Swarm.Cli.Output;
using Swarm.Engine.Keys;
using Swarm.Engine.Sessions;
using Swarm.Engine.Suggestions;

namespace Swarm.Cli.Commands.Setup;

/// <summary>Answers the scripts of <see cref="CompletionCommand"/>: what the last word of a command line may become, one a line.</summary>
internal sealed class CandidatesCommand : ImmediateCommand
{
    private const int Most = 100;

    private readonly IReadOnlyList<string> _words;

    public CandidatesCommand(IReadOnlyList<string> words)
        : base("candidates", "Write what the last word after '--' may become, with a tab before its description.")
    {
        (_words, TakesStep, Hidden) = (words, true, true);
    }

    protected override int Run(Invocation invocation, CancellationToken cancellationToken)
    {
        var tree = CommandTree.Create([]);

        // An option whose value is being typed has none yet.
        string[] before = [.. _words.TakeWhile(word => word != "--").SkipLast(1)];
        var typed = new Invocation(tree.Parse(before is [.., var open] && PositionalForm.LooksLikeOption(open) ? before[..^1] : before), cancellationToken);
        var found = WordCompletion.Complete(tree, _words, (called, word) => List(typed.Options, called, word)).Take(Most).ToArray();
        return invocation.Write(new Report
        {
            Quiet = [.. found.Select(suggestion => suggestion.Text)],
            Json = json => json.Array("candidates", found, suggestion => json.Object(() =>
            {
                json.Text("text", suggestion.Text);
                json.Text("description", suggestion.Description);
            })),
            Text = text =>
            {
                foreach (var suggestion in found)
                {
                    text.Line($"{suggestion.Text}\t{suggestion.Description}");
                }
            },
        });
    }

    /// <summary>What a value may be, by what the help calls it. A completion that fails is one that has nothing to offer.</summary>
    private static IReadOnlyList<Suggestion> List(SessionOptions options, string called, string word)
    {
        try
        {
            switch (called)
            {
                case "PROFILE":
                    return [.. new KeyProfiles(options).List().Select(key => new Suggestion(key.Name, key.OperatorKey))];
                case "REF" or "RUN" or "LABEL":
                    using (var session = SwarmSession.Open(options))
                    {
                        return called switch
                        {
                            "REF" => session.Suggestions.ListNodes(word, Most),
                            "RUN" => session.Suggestions.ListRuns(word, Most),
                            _ => session.Suggestions.ListLabels(word, Most),
                        };
                    }

                default:
                    return [];
            }
        }
        catch (Exception)
        {
            return [];
        }
    }
}

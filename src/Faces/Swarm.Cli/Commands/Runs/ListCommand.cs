using System.CommandLine;
using System.IO.Enumeration;
using Swarm.Cli.CommandLine;
using Swarm.Cli.Output;
using Swarm.Cli.Parsing;
using Swarm.Core.Contracts;
using Swarm.Core.Errors;
using Swarm.Engine.Nodes;
using Swarm.Engine.Runs;

namespace Swarm.Cli.Commands.Runs;

/// <summary>Lists runs and nodes.</summary>
internal sealed class ListCommand : ImmediateCommand
{
    private readonly Option<string[]> _statuses = new("--status")
    {
        Description = $"Only runs that stand so, and their nodes: {string.Join(", ", RunStatus.Shown)}; wildcards are taken. May be given more than once.",
        HelpName = "STATUS",
    };

    private readonly Option<string[]> _labels = new("--label")
    {
        Description = "Only runs and nodes of this branch; wildcards are taken. May be given more than once.",
        HelpName = "LABEL",
    };

    private readonly Option<DateTimeOffset?> _since = Moment.Option("--since", "Only what began or was made since: 2d, 12h, or a date.");
    private readonly Option<int?> _limit = new("--limit") { Description = "At most the newest N runs and the newest N nodes.", HelpName = "N" };

    private readonly Option<bool> _includeRemoved = new("--include-removed")
    {
        Description = "List removed nodes too; removed runs are always listed, with the status 'removed'.",
    };

    public ListCommand()
        : base("list", "List the runs and the nodes of the store.")
    {
        _statuses.CompletionSources.Add(_ => RunStatus.Shown.Select(status => new System.CommandLine.Completions.CompletionItem(status)));
        _limit.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && result.GetValueOrDefault<int?>() is < 1)
            {
                result.AddError("--limit takes a number from 1.");
            }
        });
        foreach (var option in new Option[] { _statuses, _labels, _since, _limit, _includeRemoved })
        {
            Add(option);
        }

        Examples = ["swarm run list --status failed --status 'step_*' --since 2d", "swarm run list --label 'try*' --limit 20 --json"];
    }

    protected override int Run(Invocation invocation, CancellationToken cancellationToken)
    {
        var filter = new RunFilter
        {
            HasLabel = invocation.Get(_labels) is { Length: > 0 } labels ? label => labels.Any(pattern => Matches(pattern, label)) : null,
            Statuses = invocation.Get(_statuses) is { Length: > 0 } patterns ? [.. patterns.SelectMany(StatusesOf).Distinct()] : null,
            Since = invocation.Get(_since),
            Most = invocation.Get(_limit),
            IncludeRemoved = invocation.Get(_includeRemoved),
        };
        using var session = invocation.Open();
        var (runs, nodes) = (session.Runs.Read(filter), session.Nodes.Read(filter));
        return invocation.Write(new Report
        {
            Quiet = invocation.Streams.IsQuiet ? [.. nodes.Select(node => node.Record.NodeId)] : null,
            Json = json =>
            {
                json.Array("runs", runs, run => RunReport.WriteItem(json, run));
                json.Array("nodes", nodes, node => NodeReport.WriteItem(json, node));
            },
            Text = text =>
            {
                text.Table(RunReport.Headers, runs.Select(RunReport.Row));
                text.Line();
                text.Table(NodeReport.Headers, nodes.Select(NodeReport.Row));
            },
        });
    }

    private static bool Matches(string pattern, string text) => FileSystemName.MatchesSimpleExpression(pattern, text, ignoreCase: true);

    private static IEnumerable<string> StatusesOf(string pattern)
    {
        var found = RunStatus.Shown.Where(status => Matches(pattern, status)).ToArray();
        return found.Length > 0 ? found : throw new SwarmException(
            ErrorCode.SpecInvalid,
            NearestName.Find(pattern, RunStatus.Shown) is { } near ? $"'{pattern}' is no status of a run: did you mean '{near}'?"
                : $"'{pattern}' is no status of a run: those are {string.Join(", ", RunStatus.Shown)}.");
    }
}

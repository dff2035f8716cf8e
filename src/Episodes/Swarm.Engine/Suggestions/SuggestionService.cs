using System.Globalization;
using Swarm.Core.Identifiers;
using Swarm.Engine.Nodes;
using Swarm.Engine.Sessions;
using Swarm.Storage.Nodes;
using Swarm.Storage.Runs;

namespace Swarm.Engine.Suggestions;

/// <summary>Suggests nodes, runs and branches by the beginning of their names. Each asks for no more than it gives.</summary>
public sealed class SuggestionService
{
    private readonly SwarmSession _session;

    internal SuggestionService(SwarmSession session) => _session = session;

    /// <summary>Suggests the labels of branches.</summary>
    /// <param name="word">The beginning, whatever its case.</param>
    /// <param name="limit">The most to suggest.</param>
    public IReadOnlyList<Suggestion> ListLabels(string word, int limit) =>
        [.. _session.Store.FindBranchesByPrefix(word, limit).Select(node => new Suggestion(node.Label, $"{node.NodeId}{DescribeState(node)}"))];

    /// <summary>Suggests the ids of nodes or runs once one is begun, and labels before.</summary>
    /// <param name="word">The beginning, whatever its case.</param>
    /// <param name="limit">The most to suggest.</param>
    public IReadOnlyList<Suggestion> ListNodes(string word, int limit)
    {
        ArgumentNullException.ThrowIfNull(word);
        if (word.StartsWith(Identifier.RunPrefix, StringComparison.OrdinalIgnoreCase))
        {
            return ListRunIds(word, limit);
        }

        if (word.IndexOf('@', StringComparison.Ordinal) is var at and >= 0)
        {
            return [.. ListSelectors(word[..at], limit).Where(found => found.Text.StartsWith(word, StringComparison.OrdinalIgnoreCase))];
        }

        return word.StartsWith(Identifier.NodePrefix, StringComparison.OrdinalIgnoreCase)
            ? [.. _session.Store.FindNodesByPrefix(word.ToLowerInvariant(), limit).Where(node => !node.IsRemoved).Select(Describe)]
            : ListLabels(word, limit);
    }

    /// <summary>Suggests the ids of runs, the latest first, and then labels.</summary>
    /// <param name="word">The beginning, whatever its case.</param>
    /// <param name="limit">The most to suggest.</param>
    public IReadOnlyList<Suggestion> ListRuns(string word, int limit)
    {
        ArgumentNullException.ThrowIfNull(word);
        if (word.Contains('@', StringComparison.Ordinal))
        {
            return ListNodes(word, limit);
        }

        var runs = ListRunIds(word, limit);
        return runs.Length < limit ? [.. runs, .. ListLabels(word, limit - runs.Length)] : runs;
    }

    /// <summary>Suggests the tables and columns of a node's state. Names that SQL would need quotes for are left out.</summary>
    /// <param name="node">What names the node; null for the newest.</param>
    /// <param name="word">The beginning, whatever its case.</param>
    /// <param name="limit">The most to suggest.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public IReadOnlyList<Suggestion> ListColumns(string? node, string word, int limit, CancellationToken cancellationToken)
    {
        if ((node ?? _session.Store.FindNewestNode()?.NodeId) is not { } text)
        {
            return [];
        }

        var tables = _session.States.Inspect(new NodeReference(text), cancellationToken).State.Tables;
        return
        [
            .. tables.Select(table => new Suggestion(table.Name, $"table, {table.Rows} rows"))
                .Concat(tables.SelectMany(table => table.Columns, (table, column) => new Suggestion(column.Name, $"column of {table.Name}: {column.Type}")))
                .Where(found => found.Text.StartsWith(word, StringComparison.OrdinalIgnoreCase) && found.Text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_'))
                .DistinctBy(found => found.Text, StringComparer.OrdinalIgnoreCase)
                .Take(limit),
        ];
    }

    // A branch's nodes, counted from the newest.
    private IEnumerable<Suggestion> ListSelectors(string label, int limit) =>
        _session.Store.FindOnBranch(label, skip: 0, limit).SelectMany((node, position) => new[] { BranchTips.Selector(label, position) }
            .Concat(position == 0 ? [$"{label}@latest"] : [])
            .Select(text => new Suggestion(text, $"{node.NodeId}{DescribeState(node)}")));

    private Suggestion[] ListRunIds(string word, int limit)
    {
        if (Identifier.RunPrefix.StartsWith(word, StringComparison.OrdinalIgnoreCase))
        {
            return [.. _session.Store.ListLatestRuns(limit).Select(Describe)];
        }

        return word.StartsWith(Identifier.RunPrefix, StringComparison.OrdinalIgnoreCase)
            ? [.. _session.Store.FindRunsByPrefix(word.ToLowerInvariant(), limit).OrderByDescending(run => run.StartedAt, StringComparer.Ordinal).Select(Describe)]
            : [];
    }

    private Suggestion Describe(NodeRecord node) => new(node.NodeId, $"{node.Label}{DescribeState(node)}");

    private Suggestion Describe(RunRecord run) => new(run.RunId, $"{run.Label}, {run.Status}, {DescribeAge(run.StartedAt)}");

    private string DescribeState(NodeRecord node) => $", {BranchTips.DescribeState(_session.Store, node)}, {DescribeAge(node.CreatedAt)}";

    private string DescribeAge(string moment)
    {
        var age = _session.Clock.Now - DateTimeOffset.Parse(moment, CultureInfo.InvariantCulture);
        return age switch
        {
            { TotalMinutes: < 1 } => "just now",
            { TotalHours: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{(int)age.TotalMinutes} min ago"),
            { TotalDays: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{(int)age.TotalHours} h ago"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{(int)age.TotalDays} d ago"),
        };
    }
}

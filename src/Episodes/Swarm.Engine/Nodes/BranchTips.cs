using System.Globalization;
using Swarm.Core.Errors;
using Swarm.Storage.Nodes;
using Swarm.Storage.Stores;

namespace Swarm.Engine.Nodes;

/// <summary>What a branch's name stands for: its only tip, or with a selector one of its nodes, counted from the newest.</summary>
internal static class BranchTips
{
    private const string Latest = "latest";
    private const int MostListed = 8;

    /// <summary>Gives the node of a branch that a name stands for: <c>label</c>, <c>label@latest</c> or <c>label@{n}</c>.</summary>
    /// <param name="store">The store.</param>
    /// <param name="name">The name.</param>
    /// <exception cref="SwarmException">There is none (<c>NODE_NOT_FOUND</c>), or the branch has several tips (<c>AMBIGUOUS_LABEL</c>).</exception>
    public static NodeRecord Resolve(Store store, string name)
    {
        var at = name.IndexOf('@', StringComparison.Ordinal);
        if (at >= 0)
        {
            return Select(store, name[..at], name[(at + 1)..]);
        }

        var tips = store.FindTips(name);
        return tips.Count switch
        {
            1 => tips[0],
            0 => throw NotFound(store, name),
            _ => throw new SwarmException(ErrorCode.AmbiguousLabel, $"Branch '{name}' has {tips.Count} tips: {List(store, tips)}. Name one by its id, or as '{name}@{Latest}'."),
        };
    }

    /// <summary>Says that a branch has more than one tip now that a node was made.</summary>
    /// <param name="store">The store.</param>
    /// <param name="label">The branch's name.</param>
    /// <returns>What to tell, or null where its name alone stands for a node.</returns>
    public static string? DescribeAmbiguity(Store store, string label)
    {
        var tips = store.FindTips(label);
        return tips.Count < 2 ? null
            : $"Branch '{label}' has {tips.Count} tips now, so that its name alone stands for none of them: {List(store, tips)}. Name one by its id, or as '{label}@{Latest}'; another label makes another branch.";
    }

    /// <summary>Refuses a branch's name that no node has.</summary>
    /// <param name="store">The store.</param>
    /// <param name="label">The name.</param>
    public static void Require(Store store, string label)
    {
        if (store.FindOnBranch(label, skip: 0, limit: 1).Count == 0)
        {
            throw NotFound(store, label);
        }
    }

    /// <summary>What names a node of a branch, counted from the newest.</summary>
    /// <param name="label">The branch's name.</param>
    /// <param name="position">0 for the newest.</param>
    public static string Selector(string label, int position) => string.Create(CultureInfo.InvariantCulture, $"{label}@{{{position}}}");

    /// <summary>Where a node stands, and since when.</summary>
    /// <param name="store">The store.</param>
    /// <param name="node">The node.</param>
    public static string DescribeState(Store store, NodeRecord node) => (node.RunId is { } run ? store.FindRun(run)?.Status : null) ?? node.Operation;

    private static NodeRecord Select(Store store, string label, string selector)
    {
        var position = 0;
        var isNumber = selector is ['{', .. var digits, '}'] && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out position);
        if (!isNumber && !string.Equals(selector, Latest, StringComparison.OrdinalIgnoreCase))
        {
            throw new SwarmException(
                ErrorCode.NodeNotFound,
                $"'{label}@{selector}' names no node: write '{label}@{Latest}' for the newest of the branch, or '{Selector(label, 1)}', in quotes, for the one before it.");
        }

        return store.FindOnBranch(label, position, limit: 1) switch
        {
            [var node] => node,
            _ when position > 0 && store.FindOnBranch(label, skip: 0, limit: 1).Count > 0 => throw new SwarmException(
                ErrorCode.NodeNotFound, $"Branch '{label}' has no node '@{{{position}}}': it has fewer nodes. '{label}@{Latest}' is its newest."),
            _ => throw NotFound(store, label),
        };
    }

    private static string List(Store store, IReadOnlyList<NodeRecord> tips)
    {
        var newest = tips.Reverse().Take(MostListed).Select(tip =>
            $"'{Selector(tip.Label, store.CountNewerOnBranch(tip))}' is {tip.NodeId} ({DescribeState(store, tip)}, {tip.CreatedAt})");
        return string.Join(", ", newest) + (tips.Count > MostListed ? " and more" : string.Empty);
    }

    private static SwarmException NotFound(Store store, string label)
    {
        var labels = store.ListLabels();
        var hint = labels.Count == 0 ? ": the store has no node yet"
            : NearestName.Find(label, labels) is { } near ? $": did you mean '{near}'?"
            : $": there are {string.Join(", ", labels.Take(MostListed).Select(other => $"'{other}'"))}{(labels.Count > MostListed ? " and more" : string.Empty)}";
        return new SwarmException(ErrorCode.NodeNotFound, $"No branch is called '{label}'{hint}{(hint.EndsWith('?') ? string.Empty : ".")}");
    }
}

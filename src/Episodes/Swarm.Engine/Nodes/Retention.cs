using System.Globalization;
using Swarm.Core.Contracts;
using Swarm.Storage.Nodes;
using Swarm.Storage.Runs;

namespace Swarm.Engine.Nodes;

/// <summary>
/// Decides which nodes a rule does not keep. A node needs none of those that it came from: their certificates stay, and capabilities that
/// a fork shares stay as long as one of their nodes does.
/// </summary>
public static class Retention
{
    /// <summary>Gives the nodes that fall, in the order of creation.</summary>
    /// <param name="nodes">All nodes in the order of creation, removed ones too.</param>
    /// <param name="runs">Runs that may be under way; the nodes that those start from stay.</param>
    /// <param name="rule">The rule.</param>
    /// <param name="now">The time now.</param>
    public static IEnumerable<NodeRecord> FindExpired(IReadOnlyList<NodeRecord> nodes, IReadOnlyCollection<RunRecord> runs, RetentionRule rule, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(nodes);
        ArgumentNullException.ThrowIfNull(runs);
        ArgumentNullException.ThrowIfNull(rule);
        var there = nodes.Where(node => !node.IsRemoved).ToArray();
        var kept = runs.Where(run => run.Status is RunStatus.Running or RunStatus.Pending).Select(run => run.ParentNodeId).OfType<string>()
            .Concat(there.GroupBy(node => node.Label, StringComparer.Ordinal).SelectMany(branch => branch.TakeLast(rule.KeepLast ?? 0)).Select(node => node.NodeId))
            .Concat(rule.KeepLast == 0 ? [] : FindTips(nodes))
            .ToHashSet(StringComparer.Ordinal);
        return there.Where(node => !kept.Contains(node.NodeId) && rule.HasLabel?.Invoke(node.Label) != false && IsOld(node, rule.OlderThan, now));
    }

    // As the store has them: a branch goes on past nodes of it that were removed.
    private static IEnumerable<string> FindTips(IReadOnlyList<NodeRecord> nodes)
    {
        var byId = nodes.ToDictionary(node => node.NodeId, StringComparer.Ordinal);
        var passed = new HashSet<(string, string)>();
        foreach (var node in nodes.Where(node => !node.IsRemoved))
        {
            var at = node;
            while (at.ParentNodeId is { } parent && passed.Add((parent, node.Label)) && byId.TryGetValue(parent, out var next)
                && next.IsRemoved && string.Equals(next.Label, node.Label, StringComparison.Ordinal))
            {
                at = next;
            }
        }

        return nodes.Where(node => !node.IsRemoved && !passed.Contains((node.NodeId, node.Label))).Select(node => node.NodeId);
    }

    private static bool IsOld(NodeRecord node, TimeSpan? age, DateTimeOffset now) =>
        age is null || now - DateTimeOffset.Parse(node.CreatedAt, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal) > age;
}

using CsCheck;
using Swarm.Core.Contracts;
using Swarm.Core.Time;
using Swarm.Engine.Nodes;
using Swarm.Storage.Nodes;
using Swarm.Storage.Runs;

namespace Swarm.Engine.Tests.Nodes;

/// <summary>What holds of every tree, every rule and every run under way.</summary>
public sealed class RetentionProperties
{
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(2_000_000_000);

    private static readonly Gen<(int Parent, int Label, int Age, bool IsRemoved)> Shape = Gen.Select(
        Gen.Int[-1, 1000], Gen.Int[0, 2], Gen.Int[-2, 20], Gen.Int[0, 3].Select(number => number == 0));

    private static readonly Gen<Tree> Trees = Gen.Select(Shape.Array[0, 30], Gen.Int[0, 100].Array[0, 3], Gen.Int[-1, 4], Gen.Int[-1, 15], Gen.Int[0, 7])
        .Select(Tree.Make);

    [Fact]
    public void A_node_falls_only_where_everything_that_is_said_lets_it() => Trees.Sample(
        tree =>
        {
            var fallen = tree.FindExpired();
            Assert.All(fallen, node =>
            {
                Assert.False(node.IsRemoved);
                Assert.True(tree.Rule.HasLabel!(node.Label));
                Assert.True(tree.Rule.OlderThan is not { } age || tree.AgeOf(node) > age);
                Assert.True(tree.NewerOnBranch(node) >= (tree.Rule.KeepLast ?? 0));
                Assert.DoesNotContain(tree.Runs, run => run.ParentNodeId == node.NodeId && run.Status is RunStatus.Running or RunStatus.Pending && run.ParentNodeId == node.NodeId);
            });
            Assert.Equal(fallen.Count, fallen.Distinct().Count());
        },
        iter: 3000);

    [Fact]
    public void What_nothing_keeps_falls() => Trees.Sample(
        tree =>
        {
            var fallen = tree.FindExpired();
            Assert.All(tree.Nodes.Where(node => !node.IsRemoved && !fallen.Contains(node)), node => Assert.True(
                !tree.Rule.HasLabel!(node.Label)
                || tree.Rule.OlderThan is { } age && tree.AgeOf(node) <= age
                || tree.NewerOnBranch(node) < (tree.Rule.KeepLast ?? 0)
                || tree.Runs.Any(run => run.ParentNodeId == node.NodeId)
                || (tree.Rule.KeepLast != 0 && Tree.TipsOf(tree.Nodes, node.Label).Contains(node.NodeId))));
        },
        iter: 3000);

    [Fact]
    public void Branches_have_the_tips_that_they_had_and_the_newest_of_each_stay() => Trees.Where(tree => tree.Rule.KeepLast != 0).Sample(
        tree =>
        {
            var after = tree.After();
            foreach (var label in tree.Nodes.Select(node => node.Label).Distinct(StringComparer.Ordinal))
            {
                Assert.Equal(Tree.TipsOf(tree.Nodes, label), Tree.TipsOf(after, label));
                var newest = tree.Nodes.Where(node => !node.IsRemoved && node.Label == label).TakeLast(tree.Rule.KeepLast ?? 1).Select(node => node.NodeId);
                Assert.Subset(after.Where(node => !node.IsRemoved).Select(node => node.NodeId).ToHashSet(), newest.Take(tree.Rule.KeepLast ?? 0).ToHashSet());
            }
        },
        iter: 3000);

    [Fact]
    public void The_same_rule_finds_nothing_more_the_second_time() => Trees.Where(tree => tree.Rule.KeepLast is not 0).Sample(
        tree => Assert.Empty(Retention.FindExpired(tree.After(), tree.Runs, tree.Rule, Now)), iter: 2000);

    private sealed record Tree(IReadOnlyList<NodeRecord> Nodes, IReadOnlyList<RunRecord> Runs, RetentionRule Rule)
    {
        public static Tree Make((int Parent, int Label, int Age, bool IsRemoved)[] shapes, int[] runs, int keepLast, int olderThan, int labels)
        {
            var nodes = shapes.Select((shape, index) => new NodeRecord
            {
                NodeId = $"node-{index}",
                ParentNodeId = shape.Parent < 0 || index == 0 ? null : $"node-{shape.Parent % index}",
                RunId = null,
                Operation = Operations.Resume,
                Label = "abc"[shape.Label].ToString(),
                RatchetStep = 0,
                StateId = string.Empty,
                SnapshotRoot = default,
                OriginNodeId = $"node-{index}",
                StateCommitment = default,
                NetCommitment = default,
                CertificateSha256 = null,
                CreatedAt = RecordedClock.Format(Now.AddDays(-shape.Age)),
                IsRemoved = shape.IsRemoved,
            }).ToArray();
            var underWay = nodes.Length == 0 ? [] : runs.Select(run => new RunRecord
            {
                RunId = "run",
                Operation = Operations.Resume,
                Label = "a",
                ParentNodeId = nodes[run % nodes.Length].NodeId,
                Status = run % 2 == 0 ? RunStatus.Running : RunStatus.Pending,
                StartedAt = RecordedClock.Format(Now),
            }).ToArray();
            return new Tree(nodes, underWay, new RetentionRule
            {
                KeepLast = keepLast < 0 ? null : keepLast,
                OlderThan = olderThan < 0 ? null : TimeSpan.FromDays(olderThan),
                HasLabel = label => (labels & (1 << (label[0] - 'a'))) != 0,
            });
        }

        public List<NodeRecord> FindExpired() => [.. Retention.FindExpired(Nodes, Runs, Rule, Now)];

        public NodeRecord[] After()
        {
            var fallen = FindExpired().Select(node => node.NodeId).ToHashSet();
            return [.. Nodes.Select(node => fallen.Contains(node.NodeId) ? node with { IsRemoved = true } : node)];
        }

        public TimeSpan AgeOf(NodeRecord node) => Now - DateTimeOffset.Parse(node.CreatedAt, System.Globalization.CultureInfo.InvariantCulture);

        public int NewerOnBranch(NodeRecord node) => Nodes.SkipWhile(other => other != node).Skip(1).Count(other => !other.IsRemoved && other.Label == node.Label);

        // By the definition: a node of the branch from which no node of the branch that is there came, directly or past removed ones of it.
        public static IEnumerable<string> TipsOf(IReadOnlyList<NodeRecord> nodes, string label)
        {
            var branch = nodes.Where(node => node.Label == label).ToArray();
            return branch.Where(node => !node.IsRemoved && !GoesOn(node)).Select(node => node.NodeId);

            bool GoesOn(NodeRecord node) => branch.Any(child => child.ParentNodeId == node.NodeId && (!child.IsRemoved || GoesOn(child)));
        }
    }
}

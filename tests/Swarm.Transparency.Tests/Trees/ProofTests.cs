using CsCheck;
using Swarm.Core.Digests;
using Swarm.Transparency.Tests.Support;
using Swarm.Transparency.Trees;

namespace Swarm.Transparency.Tests.Trees;

public sealed class ProofTests
{
    [Fact]
    public void Every_inclusion_proof_of_every_small_tree_leads_to_its_root_and_no_other_does()
    {
        var tree = Support.Trees.Of(NaiveTree.Entries(40));
        for (var size = 1; size <= 40; size++)
        {
            for (var index = 0; index < size; index++)
            {
                AssertIncluded(tree, index, size);
            }
        }
    }

    [Fact]
    public void Every_consistency_proof_of_every_small_tree_holds_and_no_other_does()
    {
        var tree = Support.Trees.Of(NaiveTree.Entries(40));
        for (var second = 1; second <= 40; second++)
        {
            for (var first = 1; first <= second; first++)
            {
                AssertConsistent(tree, first, second);
            }
        }
    }

    [Fact]
    public void Proofs_of_larger_trees_hold_and_what_is_changed_does_not()
    {
        var entries = NaiveTree.Entries(3000);
        var tree = Support.Trees.Of(entries);
        Gen.Select(Gen.Int[1, entries.Length], Gen.Int[0, int.MaxValue]).Sample(
            (size, number) =>
            {
                var (index, first) = (number % size, (number % size) + 1);
                Assert.Equal(NaiveTree.ProveInclusion(index, entries.AsSpan(0, size)), tree.ProveInclusion(index, size));
                Assert.Equal(NaiveTree.ProveConsistency(first, entries.AsSpan(0, size)), tree.ProveConsistency(first, size));
                AssertIncluded(tree, index, size, others: 20);
                AssertConsistent(tree, first, size, others: 20);
            },
            iter: 100);
    }

    // A root alone does not say of how many entries it is: where the way up is the same, a proof is the same. A checkpoint signs both.
    [Fact]
    public void Another_size_is_told_by_the_way_up_alone()
    {
        var tree = Support.Trees.Of(NaiveTree.Entries(24));
        for (var size = 1; size <= 24; size++)
        {
            for (var index = 0; index < size; index++)
            {
                var leaf = tree.GetHash(new TreeNode(0, index));
                var (proof, root) = (tree.ProveInclusion(index, size), tree.GetRoot(size));
                for (var other = index + 1; other <= 70; other++)
                {
                    var isSameWay = string.Equals(NaiveTree.Sides(index, size), NaiveTree.Sides(index, other), StringComparison.Ordinal);
                    Assert.Equal(isSameWay, InclusionProof.Verify(leaf, index, other, proof, root));
                }
            }
        }
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(0, -1)]
    [InlineData(long.MaxValue, long.MaxValue)]
    [InlineData(long.MinValue, long.MaxValue)]
    public void An_entry_outside_the_tree_has_no_root(long index, long size) =>
        Assert.Null(InclusionProof.ComputeRoot(default, index, size, []));

    [Fact]
    public void Proofs_end_for_the_largest_trees()
    {
        for (var count = 0; count < 70; count++)
        {
            var hashes = new Digest[count];
            Assert.Equal(count == 63, InclusionProof.ComputeRoot(default, 0, long.MaxValue, hashes) is not null);
            Assert.Equal(count == 62, InclusionProof.ComputeRoot(default, long.MaxValue - 1, long.MaxValue, hashes) is not null);
            Assert.False(ConsistencyProof.Verify(long.MaxValue - 1, default, long.MaxValue, default, hashes));
            Assert.False(ConsistencyProof.Verify(1, default, long.MaxValue, default, hashes));
            Assert.False(ConsistencyProof.Verify(1L << 62, default, long.MaxValue, default, hashes));
        }
    }

    [Fact]
    public void Nothing_is_proven_from_an_empty_or_a_larger_tree()
    {
        var tree = Support.Trees.Of(NaiveTree.Entries(8));
        var (root, all) = (tree.GetRoot(8), tree.ProveConsistency(3, 8));
        foreach (var hashes in (IReadOnlyList<Digest>[])[[], all, [root]])
        {
            Assert.False(ConsistencyProof.Verify(0, TreeHash.Empty, 8, root, hashes));
            Assert.False(ConsistencyProof.Verify(9, root, 8, root, hashes));
            Assert.False(ConsistencyProof.Verify(-1, root, 8, root, hashes));
            Assert.False(ConsistencyProof.Verify(-1, root, -1, root, hashes));
            Assert.False(ConsistencyProof.Verify(3, root, -1, root, hashes));
        }

        Assert.True(ConsistencyProof.Verify(0, TreeHash.Empty, 0, TreeHash.Empty, []));
        Assert.False(ConsistencyProof.Verify(0, root, 0, root, []));
        Assert.False(ConsistencyProof.Verify(0, TreeHash.Empty, 0, TreeHash.Empty, [root]));
    }

    private static void AssertIncluded(MerkleTree tree, int index, int size, int others = int.MaxValue)
    {
        var (leaf, proof, root) = (tree.GetHash(new TreeNode(0, index)), tree.ProveInclusion(index, size), tree.GetRoot(size));
        Assert.True(InclusionProof.Verify(leaf, index, size, proof, root));
        Assert.False(InclusionProof.Verify(Support.Trees.Changed(leaf, index), index, size, proof, root));
        Assert.False(InclusionProof.Verify(leaf, index, size, proof, Support.Trees.Changed(root, size)));
        Assert.Null(InclusionProof.ComputeRoot(leaf, index, size, [.. proof, root]));
        for (var part = 0; part < proof.Count; part++)
        {
            Assert.False(InclusionProof.Verify(leaf, index, size, Support.Trees.Changed(proof, part, index + size), root));
            Assert.False(InclusionProof.Verify(leaf, index, size, [.. proof.Where((_, position) => position != part)], root));
            Assert.False(InclusionProof.Verify(leaf, index, size, [.. proof.Take(part), root, .. proof.Skip(part)], root));
        }

        for (var other = 0; other < Math.Min(size, others); other++)
        {
            Assert.Equal(other == index, InclusionProof.Verify(leaf, other, size, proof, root));
        }

        for (var other = index + 1; other <= Math.Min(tree.Size, others); other++)
        {
            Assert.Equal(other == size, InclusionProof.Verify(leaf, index, other, proof, tree.GetRoot(other)));
        }
    }

    private static void AssertConsistent(MerkleTree tree, int first, int second, int others = int.MaxValue)
    {
        var (proof, earlier, later) = (tree.ProveConsistency(first, second), tree.GetRoot(first), tree.GetRoot(second));
        Assert.True(ConsistencyProof.Verify(first, earlier, second, later, proof));
        Assert.False(ConsistencyProof.Verify(first, Support.Trees.Changed(earlier, first), second, later, proof));
        Assert.False(ConsistencyProof.Verify(first, earlier, second, Support.Trees.Changed(later, second), proof));
        Assert.False(ConsistencyProof.Verify(first, earlier, second, later, [.. proof, later]));
        Assert.False(ConsistencyProof.Verify(first, earlier, second, later, [earlier, .. proof]));
        Assert.Equal(first == second, ConsistencyProof.Verify(first, later, second, earlier, proof));
        for (var part = 0; part < proof.Count; part++)
        {
            Assert.False(ConsistencyProof.Verify(first, earlier, second, later, Support.Trees.Changed(proof, part, first + second)));
            Assert.False(ConsistencyProof.Verify(first, earlier, second, later, [.. proof.Where((_, position) => position != part)]));
        }

        for (var other = 1; other <= Math.Min(second, others); other++)
        {
            Assert.Equal(other == first, ConsistencyProof.Verify(other, earlier, second, later, proof));
        }

        for (var other = first; other <= Math.Min(tree.Size, others); other++)
        {
            Assert.Equal(other == second, ConsistencyProof.Verify(first, earlier, other, tree.GetRoot(other), proof));
        }
    }
}

using Swarm.Core.Digests;
using Swarm.Transparency.Tests.Support;
using Swarm.Transparency.Trees;

namespace Swarm.Transparency.Tests.Trees;

public sealed class MerkleTreeTests
{
    [Fact]
    public void A_tree_has_the_heads_that_are_known()
    {
        // The entries and heads that certificate transparency's implementations test one another with.
        string[] entries = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];
        string[] heads =
        [
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
            "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
            "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
            "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
        ];
        var tree = Support.Trees.Of(entries.Select(Convert.FromHexString));
        Assert.Equal(heads, Enumerable.Range(0, heads.Length).Select(size => tree.GetRoot(size).ToHex()));
        Assert.Equal(heads[^1], tree.GetRoot().ToHex());
    }

    [Fact]
    public void Every_root_and_proof_of_every_small_tree_is_the_definitions()
    {
        var entries = NaiveTree.Entries(70);
        var tree = new MerkleTree();
        var frontier = new Frontier();
        for (var size = 0; size <= entries.Length; size++)
        {
            Assert.Equal(size, tree.Size);
            Assert.Equal(size, frontier.Size);
            Assert.Equal(NaiveTree.Root(entries.AsSpan(0, size)), tree.GetRoot());
            Assert.Equal(NaiveTree.Root(entries.AsSpan(0, size)), frontier.ComputeRoot());
            if (size < entries.Length)
            {
                Assert.Equal(size, tree.Append(TreeHash.OfLeaf(entries[size])));
                frontier.Append(TreeHash.OfLeaf(entries[size]));
            }
        }

        // Of every size, as a log that has grown since proves it.
        for (var size = 1; size <= entries.Length; size++)
        {
            for (var index = 0; index < size; index++)
            {
                Assert.Equal(NaiveTree.ProveInclusion(index, entries.AsSpan(0, size)), tree.ProveInclusion(index, size));
                Assert.Equal(NaiveTree.ProveConsistency(index + 1, entries.AsSpan(0, size)), tree.ProveConsistency(index + 1, size));
            }
        }
    }

    [Fact]
    public void Appending_costs_one_hash_in_the_mean_and_a_frontier_keeps_one_for_each_bit_of_its_size()
    {
        var frontier = new Frontier();
        for (var size = 1; size <= 1025; size++)
        {
            frontier.Append(TreeHash.OfLeaf(NaiveTree.Entry(size)));
            Assert.Equal(System.Numerics.BitOperations.PopCount((uint)size), frontier.Hashes.Count);
        }
    }

    [Fact]
    public void A_frontier_goes_on_where_it_was_left()
    {
        var entries = NaiveTree.Entries(67);
        for (var size = 0; size < entries.Length; size++)
        {
            var first = new Frontier();
            foreach (var entry in entries.Take(size))
            {
                first.Append(TreeHash.OfLeaf(entry));
            }

            var second = new Frontier(first.Size, first.Hashes);
            Assert.Equal(first.ComputeRoot(), second.ComputeRoot());
            foreach (var entry in entries.Skip(size))
            {
                second.Append(TreeHash.OfLeaf(entry));
            }

            Assert.Equal(NaiveTree.Root(entries), second.ComputeRoot());
            Assert.Equal(size, first.Size);
        }
    }

    [Theory]
    [InlineData(-1, 0)]
    [InlineData(0, 1)]
    [InlineData(3, 1)]
    [InlineData(3, 3)]
    [InlineData(long.MaxValue, 62)]
    public void A_frontier_of_another_number_of_hashes_is_refused(long size, int hashes) =>
        Assert.ThrowsAny<ArgumentException>(() => new Frontier(size, new Digest[hashes]));

    [Fact]
    public void A_frontier_ends_at_the_largest_size()
    {
        var full = new Frontier(long.MaxValue, new Digest[63]);
        Assert.Throws<OverflowException>(() => full.Append(default));
        Assert.Equal((long.MaxValue, 63), (full.Size, full.Hashes.Count));
    }

    [Fact]
    public void A_tree_proves_nothing_that_it_does_not_have()
    {
        var tree = Support.Trees.Of(NaiveTree.Entries(5));
        Assert.ThrowsAny<ArgumentException>(() => tree.GetRoot(6));
        Assert.ThrowsAny<ArgumentException>(() => tree.GetRoot(-1));
        Assert.ThrowsAny<ArgumentException>(() => tree.ProveInclusion(0, 6));
        Assert.ThrowsAny<ArgumentException>(() => tree.ProveInclusion(5, 5));
        Assert.ThrowsAny<ArgumentException>(() => tree.ProveInclusion(-1, 5));
        Assert.ThrowsAny<ArgumentException>(() => tree.ProveInclusion(0, 0));
        Assert.ThrowsAny<ArgumentException>(() => tree.ProveConsistency(0, 5));
        Assert.ThrowsAny<ArgumentException>(() => tree.ProveConsistency(5, 4));
        Assert.ThrowsAny<ArgumentException>(() => tree.ProveConsistency(5, 6));
        foreach (var node in new TreeNode[] { new(0, 5), new(1, 2), new(3, 0), new(-1, 0), new(0, -1), new(63, 0), new(0, long.MaxValue) })
        {
            Assert.ThrowsAny<ArgumentException>(() => tree.GetHash(node));
        }
    }
}

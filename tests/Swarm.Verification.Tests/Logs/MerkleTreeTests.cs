using System.Security.Cryptography;
using Swarm.Verification.Logs;

namespace Swarm.Verification.Tests.Logs;

public sealed class MerkleTreeTests
{
    [Fact]
    public void Every_proof_of_every_small_tree_leads_to_its_root_and_no_other_does()
    {
        for (var size = 1; size <= 40; size++)
        {
            var leaves = Enumerable.Range(0, size).Select(index => BitConverter.GetBytes(index)).ToArray();
            var root = Hash(leaves);
            for (var index = 0; index < size; index++)
            {
                var proof = Prove(leaves, index);
                Assert.Equal(root, MerkleTree.ComputeRoot(leaves[index], index, size, proof));
                Assert.NotEqual(root, MerkleTree.ComputeRoot([9, 9, 9], index, size, proof));
                Assert.Null(MerkleTree.ComputeRoot(leaves[index], index, size, [.. proof, root]));
                for (var other = 0; other < size; other++)
                {
                    if (other != index)
                    {
                        Assert.NotEqual(root, MerkleTree.ComputeRoot(leaves[index], other, size, proof));
                    }
                }

                for (var part = 0; part < proof.Count; part++)
                {
                    var shorter = proof.Where((_, position) => position != part).ToArray();
                    Assert.NotEqual(root, MerkleTree.ComputeRoot(leaves[index], index, size, shorter));
                    var changed = proof.Select(hash => hash.ToArray()).ToArray();
                    changed[part][part % 32] ^= 1;
                    Assert.NotEqual(root, MerkleTree.ComputeRoot(leaves[index], index, size, changed));
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
    public void An_entry_outside_the_tree_has_no_root(long index, long size) => Assert.Null(MerkleTree.ComputeRoot([], index, size, []));

    [Fact]
    public void A_proof_ends_for_the_largest_tree()
    {
        var hashes = Enumerable.Repeat(new byte[32], 64).ToArray();
        Assert.Null(MerkleTree.ComputeRoot([], long.MaxValue - 1, long.MaxValue, hashes));
        Assert.Null(MerkleTree.ComputeRoot([], 0, 2, [new byte[31]]));
    }

    // RFC 6962, section 2.1, as it is written there.
    private static byte[] Hash(ReadOnlySpan<byte[]> leaves)
    {
        if (leaves.Length == 1)
        {
            return SHA256.HashData([0, .. leaves[0]]);
        }

        var split = Split(leaves.Length);
        return SHA256.HashData([1, .. Hash(leaves[..split]), .. Hash(leaves[split..])]);
    }

    private static List<byte[]> Prove(ReadOnlySpan<byte[]> leaves, int index)
    {
        if (leaves.Length == 1)
        {
            return [];
        }

        var split = Split(leaves.Length);
        return index < split
            ? [.. Prove(leaves[..split], index), Hash(leaves[split..])]
            : [.. Prove(leaves[split..], index - split), Hash(leaves[..split])];
    }

    private static int Split(int count)
    {
        var split = 1;
        while (split * 2 < count)
        {
            split *= 2;
        }

        return split;
    }
}

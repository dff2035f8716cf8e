using Swarm.Core.Digests;
using Swarm.Core.Errors;
using Swarm.Transparency.Tests.Support;
using Swarm.Transparency.Tiles;
using Swarm.Transparency.Trees;

namespace Swarm.Transparency.Tests.Tiles;

public sealed class HashTileTests
{
    private const int Size = 70_000;

    private static readonly MerkleTree Tree = Support.Trees.Of(Enumerable.Range(0, Size).Select(index => NaiveTree.Entry(index)));

    private static readonly Dictionary<string, byte[]> Tiles = TileAddress.Between(0, Size).Where(tile => tile.Level != TileAddress.Entries)
        .ToDictionary(tile => tile.ToString(), tile => HashTile.Create(tile, Tree.GetHash), StringComparer.Ordinal);

    [Fact]
    public void Tiles_have_the_hashes_of_their_level_side_by_side()
    {
        Assert.Equal(8192, Tiles["tile/0/272"].Length);
        Assert.Equal(112 * 32, Tiles["tile/0/273.p/112"].Length);
        Assert.Equal(TreeHash.OfLeaf(NaiveTree.Entry(257)).ToArray(), Tiles["tile/0/001"][32..64]);
        Assert.Equal(Tree.GetHash(new TreeNode(8, 3)).ToArray(), Tiles["tile/1/000"][(3 * 32)..(4 * 32)]);
        Assert.Equal(Tree.GetHash(new TreeNode(16, 0)).ToArray(), Tiles["tile/2/000.p/1"]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(65_535)]
    [InlineData(65_536)]
    [InlineData(69_887)]
    [InlineData(69_999)]
    public void Proofs_are_made_of_tiles_alone(long index)
    {
        var proof = InclusionProof.Create(index, Size, Read);
        Assert.Equal(Tree.ProveInclusion(index, Size), proof);
        Assert.True(InclusionProof.Verify(TreeHash.OfLeaf(NaiveTree.Entry(index)), index, Size, proof, Tree.GetRoot()));
        Assert.Equal(Tree.ProveConsistency(index + 1, Size), ConsistencyProof.Create(index + 1, Size, Read));
    }

    [Fact]
    public void A_log_goes_on_from_its_tiles()
    {
        var edge = new List<Digest>();
        for (var (bit, start) = (62, 0L); bit >= 0; bit--)
        {
            if ((Size >> bit & 1) == 1 && bit < 32)
            {
                edge.Add(Read(new TreeNode(bit, start >> bit)));
                start += 1L << bit;
            }
        }

        Assert.Equal(Tree.GetRoot(), new Frontier(Size, edge).ComputeRoot());
    }

    [Fact]
    public void A_tile_of_another_length_is_refused()
    {
        var (address, tile) = (TileAddress.Parse("tile/0/000"), Tiles["tile/0/000"]);
        foreach (var bytes in (byte[][])[[], tile[..^1], [.. tile, 0], tile[..32], [.. tile, .. tile]])
        {
            var refused = Assert.Throws<SwarmException>(() => HashTile.GetHash(address, bytes, new TreeNode(0, 0)));
            Assert.Equal("TRANSPARENCY_INVALID", refused.Code);
        }
    }

    [Fact]
    public void A_tile_gives_no_hash_that_is_not_its()
    {
        var (address, tile) = (TileAddress.Parse("tile/0/273.p/112"), Tiles["tile/0/273.p/112"]);
        Assert.Equal(Tree.GetHash(new TreeNode(4, 273 * 16)), HashTile.GetHash(address, tile, new TreeNode(4, 273 * 16)));
        foreach (var node in new TreeNode[]
        {
            new(0, 272 * 256), new(0, (273 * 256) + 112), new(4, (273 * 16) + 7), new(8, 273), new(9, 136), new(-1, 0),
        })
        {
            Assert.ThrowsAny<ArgumentException>(() => HashTile.GetHash(address, tile, node));
        }

        var entries = TileAddress.Parse("tile/entries/000");
        Assert.ThrowsAny<ArgumentException>(() => HashTile.GetHash(entries, new byte[8192], new TreeNode(0, 0)));
        Assert.ThrowsAny<ArgumentException>(() => HashTile.GetHash(default, [], new TreeNode(0, 0)));
        Assert.ThrowsAny<ArgumentException>(() => HashTile.Create(entries, Tree.GetHash));
    }

    private static Digest Read(TreeNode node)
    {
        var address = TileAddress.Of(node, Size);
        return HashTile.GetHash(address, Tiles[address.ToString()], node);
    }
}

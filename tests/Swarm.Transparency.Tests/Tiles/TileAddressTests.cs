using CsCheck;
using Swarm.Core.Errors;
using Swarm.Transparency.Tiles;
using Swarm.Transparency.Trees;

namespace Swarm.Transparency.Tests.Tiles;

public sealed class TileAddressTests
{
    [Theory]
    [InlineData("tile/0/000", 0, 0, 256)]
    [InlineData("tile/0/000.p/1", 0, 0, 1)]
    [InlineData("tile/0/x001/234.p/56", 0, 1234, 56)]
    [InlineData("tile/1/x001/x234/067", 1, 1234067, 256)]
    [InlineData("tile/entries/x001/x234/067.p/255", TileAddress.Entries, 1234067, 255)]
    [InlineData("tile/entries/999", TileAddress.Entries, 999, 256)]
    [InlineData("tile/entries/x001/000", TileAddress.Entries, 1000, 256)]
    [InlineData("tile/0/x036/x028/x797/x018/x963/966.p/255", 0, 36028797018963966, 255)]
    [InlineData("tile/0/x036/x028/x797/x018/x963/967.p/255", 0, 36028797018963967, 255)]
    [InlineData("tile/7/000.p/127", 7, 0, 127)]
    public void A_path_names_a_tile(string path, int level, long index, int width)
    {
        var tile = TileAddress.Parse(path);
        Assert.Equal((level, index, width), (tile.Level, tile.Index, tile.Width));
        Assert.Equal(path, tile.ToString());
        Assert.Equal(new TileAddress(level, index, width), tile);
    }

    [Theory]
    [InlineData("")]
    [InlineData("tile")]
    [InlineData("tile/")]
    [InlineData("tile/0")]
    [InlineData("tile/0/")]
    [InlineData("/tile/0/000")]
    [InlineData("tile/0/000/")]
    [InlineData("tile/00/000")]
    [InlineData("tile/-1/000")]
    [InlineData("tile/+1/000")]
    [InlineData("tile/ 0/000")]
    [InlineData("tile/8/000")]
    [InlineData("tile/63/000")]
    [InlineData("tile/64/000")]
    [InlineData("tile/99999999999999999999/000")]
    [InlineData("tile/Entries/000")]
    [InlineData("tile/data/000")]
    [InlineData("tile/0/0")]
    [InlineData("tile/0/00")]
    [InlineData("tile/0/0000")]
    [InlineData("tile/0/1000")]
    [InlineData("tile/0/x000/000")]
    [InlineData("tile/0/x000/001")]
    [InlineData("tile/0/001/234")]
    [InlineData("tile/0/x001/x234")]
    [InlineData("tile/0/xx01/234")]
    [InlineData("tile/0/x1/234")]
    [InlineData("tile/0/X001/234")]
    [InlineData("tile/0/x001//234")]
    [InlineData("tile/0/x001/x234/x567/x890/123/456")]
    [InlineData("tile/0/x001/../234")]
    [InlineData("tile/0/-01")]
    [InlineData("tile/0/000.p/0")]
    [InlineData("tile/0/000.p/256")]
    [InlineData("tile/0/000.p/01")]
    [InlineData("tile/0/000.p/")]
    [InlineData("tile/0/000.p")]
    [InlineData("tile/0/000.p/-1")]
    [InlineData("tile/0/000.p/1/2")]
    [InlineData("tile/0/000.p/1.p/1")]
    [InlineData("tile/0/.p/1")]
    [InlineData("tile/.p/1")]
    [InlineData("tile/0.p/1")]
    [InlineData("tile/0/000\0")]
    [InlineData("tile/0/\u0660\u0660\u0660")]
    [InlineData("tile/7/000")]
    [InlineData("tile/7/000.p/128")]
    [InlineData("tile/7/001")]
    [InlineData("tile/0/x036/x028/x797/x018/x963/967")]
    [InlineData("tile/0/x999/x999/x999/x999/x999/x999/x999/999")]
    public void What_is_no_path_is_refused(string path) => Refused(path);

    [Fact]
    public void A_path_of_any_length_is_refused() => Refused("tile/0/" + string.Concat(Enumerable.Repeat("x000/", 1_000_000)) + "000");

    // The example of C2SP tlog-tiles.
    [Fact]
    public void A_log_of_70000_entries_has_these_tiles()
    {
        var tiles = TileAddress.Between(0, 70_000).ToList();
        Assert.Equal((273, 1), Count(tiles, 0, 112));
        Assert.Equal((1, 1), Count(tiles, 1, 17));
        Assert.Equal((0, 1), Count(tiles, 2, 1));
        Assert.Equal((273, 1), Count(tiles, TileAddress.Entries, 112));
        Assert.Equal((274 * 2) + 3, tiles.Count);
        Assert.Equal(["tile/entries/000", "tile/0/000", "tile/1/000.p/1"], TileAddress.Between(0, 256).Select(tile => tile.ToString()));
        Assert.Empty(TileAddress.Between(0, 0));
        Assert.Empty(TileAddress.Between(long.MaxValue, long.MaxValue));
    }

    [Fact]
    public void A_log_that_grew_writes_the_tiles_that_changed_and_no_other() => Gen.Select(Gen.Long[0, 200_000], Gen.Long[0, 1000]).Sample(
        (from, added) =>
        {
            var had = TileAddress.Between(0, from).ToHashSet();
            var has = TileAddress.Between(0, from + added).ToHashSet();
            Assert.Equal(has.Except(had), TileAddress.Between(from, from + added));
        },
        iter: 100);

    [Fact]
    public void Every_hash_and_entry_is_in_a_tile_that_the_log_has() => Gen
        .Select(Gen.Long[1, 100_000], Gen.Long[0, long.MaxValue], Gen.Int[0, 16]).Sample(
        (size, number, level) =>
        {
            var tiles = TileAddress.Between(0, size).ToHashSet();
            Assert.Contains(TileAddress.OfEntry(number % size, size), tiles);
            if (size >> level > 0)
            {
                Assert.Contains(TileAddress.Of(new TreeNode(level, number % (size >> level)), size), tiles);
            }
        },
        iter: 200);

    [Fact]
    public void What_no_log_has_is_refused()
    {
        Assert.ThrowsAny<ArgumentException>(() => new TileAddress(-2, 0));
        Assert.ThrowsAny<ArgumentException>(() => new TileAddress(8, 0));
        Assert.ThrowsAny<ArgumentException>(() => new TileAddress(0, -1));
        Assert.ThrowsAny<ArgumentException>(() => new TileAddress(0, 0, 0));
        Assert.ThrowsAny<ArgumentException>(() => new TileAddress(0, 0, 257));
        Assert.ThrowsAny<ArgumentException>(() => new TileAddress(0, long.MaxValue));
        Assert.ThrowsAny<ArgumentException>(() => TileAddress.OfEntry(5, 5));
        Assert.ThrowsAny<ArgumentException>(() => TileAddress.OfEntry(-1, 5));
        Assert.ThrowsAny<ArgumentException>(() => TileAddress.Of(new TreeNode(0, 5), 5));
        Assert.ThrowsAny<ArgumentException>(() => TileAddress.Of(new TreeNode(3, 0), 7));
        Assert.ThrowsAny<ArgumentException>(() => TileAddress.Of(new TreeNode(64, 0), long.MaxValue));
        Assert.ThrowsAny<ArgumentException>(() => TileAddress.Of(new TreeNode(-1, 0), 5));
        Assert.ThrowsAny<ArgumentException>(() => TileAddress.Between(5, 4).Count());
        Assert.ThrowsAny<ArgumentException>(() => TileAddress.Between(-1, 4).Count());
        Assert.Equal("tile/7/000.p/127", TileAddress.Of(new TreeNode(62, 0), long.MaxValue).ToString());
    }

    private static (int Full, int Partial) Count(List<TileAddress> tiles, int level, int width) => (
        tiles.Count(tile => tile.Level == level && tile.Width == TileAddress.FullWidth),
        tiles.Count(tile => tile.Level == level && tile.Width == width));

    private static void Refused(string path) =>
        Assert.Equal("TRANSPARENCY_INVALID", Assert.Throws<SwarmException>(() => TileAddress.Parse(path)).Code);
}

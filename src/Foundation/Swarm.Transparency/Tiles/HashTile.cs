using Swarm.Core.Digests;
using Swarm.Core.Errors;
using Swarm.Transparency.Errors;
using Swarm.Transparency.Trees;

namespace Swarm.Transparency.Tiles;

/// <summary>
/// A tile of hashes: each the root of a perfect subtree, one after the other. What is read from a tile is as good as whoever sent it; it
/// counts when a proof made of it leads to a root that was signed.
/// </summary>
public static class HashTile
{
    /// <summary>Makes a tile.</summary>
    /// <param name="address">Which.</param>
    /// <param name="read">Gives the hash of a perfect subtree.</param>
    /// <exception cref="ArgumentException">It is a bundle of entries.</exception>
    public static byte[] Create(TileAddress address, Func<TreeNode, Digest> read)
    {
        ArgumentNullException.ThrowIfNull(read);
        RequireHashes(address);
        var tile = new byte[address.Width * Digest.Size];
        for (var position = 0; position < address.Width; position++)
        {
            var node = new TreeNode(address.Level * TileAddress.Height, (address.Index * TileAddress.FullWidth) + position);
            read(node).Span.CopyTo(tile.AsSpan(position * Digest.Size));
        }

        return tile;
    }

    /// <summary>Gives a hash that the tile holds, or computes it from those that it holds.</summary>
    /// <param name="address">Which tile it is.</param>
    /// <param name="tile">Its bytes.</param>
    /// <param name="node">The perfect subtree whose hash is looked for.</param>
    /// <exception cref="SwarmException">The tile has not its address's length (<c>TRANSPARENCY_INVALID</c>).</exception>
    /// <exception cref="ArgumentOutOfRangeException">The subtree is not in the tile.</exception>
    public static Digest GetHash(TileAddress address, ReadOnlySpan<byte> tile, TreeNode node)
    {
        RequireHashes(address);
        if (tile.Length != address.Width * Digest.Size)
        {
            throw Refusal.Invalid($"The tile '{address}' has {tile.Length} bytes, and not {address.Width * Digest.Size}: fetch it again.");
        }

        var height = node.Level - (address.Level * TileAddress.Height);
        ArgumentOutOfRangeException.ThrowIfNegative(height, nameof(node));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(height, TileAddress.Height, nameof(node));
        var perTile = TileAddress.FullWidth >> height;
        var position = node.Index - (address.Index * perTile);
        ArgumentOutOfRangeException.ThrowIfNegative(position, nameof(node));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(position, address.Width >> height, nameof(node));
        return Hash(tile.Slice((int)(position << height) * Digest.Size, Digest.Size << height));
    }

    private static Digest Hash(ReadOnlySpan<byte> hashes) => hashes.Length == Digest.Size
        ? new Digest(hashes)
        : TreeHash.OfNode(Hash(hashes[..(hashes.Length / 2)]), Hash(hashes[(hashes.Length / 2)..]));

    private static void RequireHashes(TileAddress address)
    {
        if (address.Level == TileAddress.Entries || address.Width == 0)
        {
            throw new ArgumentException($"'{address}' is no tile of hashes.", nameof(address));
        }
    }
}

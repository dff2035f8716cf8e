using System.Numerics;
using Swarm.Core.Digests;

namespace Swarm.Transparency.Trees;

/// <summary>Hashes ranges of entries as the definition of the tree splits them (RFC 9162, section 2.1.1).</summary>
internal static class TreeRange
{
    /// <summary>Hashes the entries from the start to before the end: a range that the definition itself reaches, and not empty.</summary>
    internal static Digest Hash(long start, long end, Func<TreeNode, Digest> read)
    {
        var level = BitOperations.Log2((ulong)(end - start));
        var left = read(new TreeNode(level, start >> level));
        var middle = start + (1L << level);
        return middle == end ? left : TreeHash.OfNode(left, Hash(middle, end, read));
    }

    /// <summary>Where a range of at least two entries is split: after the largest power of two that is smaller than their number.</summary>
    internal static long Middle(long start, long end) => start + (1L << BitOperations.Log2((ulong)(end - start - 1)));
}

using Swarm.Core.Digests;

namespace Swarm.Transparency.Trees;

/// <summary>
/// A growing Merkle tree in memory that keeps the hash of every perfect subtree, so that appending costs one hash in the mean and a
/// proof of any earlier size no more than the square of the tree's height. One thread at a time may append.
/// </summary>
public sealed class MerkleTree
{
    private readonly List<List<Digest>> _levels = [[]];

    /// <summary>How many entries it has.</summary>
    public long Size => _levels[0].Count;

    /// <summary>Appends an entry.</summary>
    /// <param name="leaf">The entry's hash (<see cref="TreeHash.OfLeaf"/>).</param>
    /// <returns>The entry's number, from 0.</returns>
    public long Append(Digest leaf)
    {
        _levels[0].Add(leaf);
        for (var level = 0; _levels[level] is var below && below.Count % 2 == 0; level++)
        {
            if (level + 1 == _levels.Count)
            {
                _levels.Add([]);
            }

            _levels[level + 1].Add(TreeHash.OfNode(below[^2], below[^1]));
        }

        return Size - 1;
    }

    /// <summary>Gives the root over the first entries.</summary>
    /// <param name="size">How many; all of them where it is null.</param>
    /// <exception cref="ArgumentOutOfRangeException">The tree has fewer.</exception>
    public Digest GetRoot(long? size = null)
    {
        var count = RequireSize(size ?? Size);
        return count == 0 ? TreeHash.Empty : TreeRange.Hash(0, count, GetHash);
    }

    /// <summary>Gives the hash of a perfect subtree.</summary>
    /// <param name="node">Which.</param>
    /// <exception cref="ArgumentOutOfRangeException">The tree does not have all its entries.</exception>
    public Digest GetHash(TreeNode node)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(node.Level, nameof(node));
        ArgumentOutOfRangeException.ThrowIfNegative(node.Index, nameof(node));
        return node.Level < _levels.Count && node.Index < _levels[node.Level].Count
            ? _levels[node.Level][(int)node.Index]
            : throw new ArgumentOutOfRangeException(nameof(node), node, $"A tree of {Size} entries does not have it.");
    }

    /// <summary>Proves that the tree of a size has an entry.</summary>
    /// <param name="index">The entry's number, from 0.</param>
    /// <param name="size">The size.</param>
    /// <returns>The proof, for <see cref="InclusionProof.Verify"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such entry, or the tree is smaller.</exception>
    public IReadOnlyList<Digest> ProveInclusion(long index, long size) => InclusionProof.Create(index, RequireSize(size), GetHash);

    /// <summary>Proves that the tree of a size begins with that of another.</summary>
    /// <param name="first">The smaller size, at least 1.</param>
    /// <param name="second">The larger size.</param>
    /// <returns>The proof, for <see cref="ConsistencyProof.Verify"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The sizes are in the wrong order, or the tree is smaller.</exception>
    public IReadOnlyList<Digest> ProveConsistency(long first, long second) => ConsistencyProof.Create(first, RequireSize(second), GetHash);

    private long RequireSize(long size)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, Size);
        return size;
    }
}

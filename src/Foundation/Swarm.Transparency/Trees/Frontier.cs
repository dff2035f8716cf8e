using System.Numerics;
using Swarm.Core.Digests;

namespace Swarm.Transparency.Trees;

/// <summary>
/// The right edge of a growing Merkle tree (a compact range from 0): the roots of its perfect subtrees, one for each bit of its size
/// that is set, at most 63. It is all that appending and the root need, and can be kept beside a log and taken up again.
/// </summary>
public sealed class Frontier
{
    private readonly List<Digest> _hashes = [];

    /// <summary>Begins an empty tree.</summary>
    public Frontier()
    {
    }

    /// <summary>Takes a tree up again where it was left.</summary>
    /// <param name="size">How many entries it has.</param>
    /// <param name="hashes">What <see cref="Hashes"/> gave.</param>
    /// <exception cref="ArgumentException">These are not as many hashes as the size asks for.</exception>
    public Frontier(long size, IEnumerable<Digest> hashes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        ArgumentNullException.ThrowIfNull(hashes);
        _hashes.AddRange(hashes);
        var asked = BitOperations.PopCount((ulong)size);
        Size = _hashes.Count == asked
            ? size
            : throw new ArgumentException($"The frontier of {size} entries has {asked} hashes, and not {_hashes.Count}.", nameof(hashes));
    }

    /// <summary>How many entries the tree has.</summary>
    public long Size { get; private set; }

    /// <summary>The hashes of the perfect subtrees, the largest first.</summary>
    public IReadOnlyList<Digest> Hashes => _hashes;

    /// <summary>Appends an entry.</summary>
    /// <param name="leaf">The entry's hash (<see cref="TreeHash.OfLeaf"/>).</param>
    public void Append(Digest leaf)
    {
        var size = checked(Size + 1);
        for (var bits = Size; (bits & 1) == 1; bits >>= 1)
        {
            leaf = TreeHash.OfNode(_hashes[^1], leaf);
            _hashes.RemoveAt(_hashes.Count - 1);
        }

        _hashes.Add(leaf);
        Size = size;
    }

    /// <summary>Computes the root.</summary>
    public Digest ComputeRoot()
    {
        if (_hashes.Count == 0)
        {
            return TreeHash.Empty;
        }

        var root = _hashes[^1];
        for (var index = _hashes.Count - 2; index >= 0; index--)
        {
            root = TreeHash.OfNode(_hashes[index], root);
        }

        return root;
    }
}

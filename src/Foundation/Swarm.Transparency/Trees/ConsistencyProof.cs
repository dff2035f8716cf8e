using System.Numerics;
using Swarm.Core.Digests;

namespace Swarm.Transparency.Trees;

/// <summary>Proofs that a log only grew (RFC 9162, section 2.1.4): that an earlier tree is the beginning of a later one.</summary>
public static class ConsistencyProof
{
    /// <summary>Makes the proof between two sizes.</summary>
    /// <param name="first">How many entries the earlier tree has: at least one, since every tree begins with the empty one.</param>
    /// <param name="second">How many entries the later tree has.</param>
    /// <param name="read">Gives the hash of a perfect subtree within the later tree.</param>
    /// <exception cref="ArgumentOutOfRangeException">The earlier tree is empty, or larger than the later one.</exception>
    public static IReadOnlyList<Digest> Create(long first, long second, Func<TreeNode, Digest> read)
    {
        ArgumentNullException.ThrowIfNull(read);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(first);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(first, second);
        var hashes = new List<Digest>();
        var (start, end) = (0L, second);
        while (end != first)
        {
            var middle = TreeRange.Middle(start, end);
            hashes.Add(first <= middle ? TreeRange.Hash(middle, end, read) : TreeRange.Hash(start, middle, read));
            (start, end) = first <= middle ? (start, middle) : (middle, end);
        }

        // The whole earlier tree is what the verifier has already.
        if (start > 0)
        {
            hashes.Add(TreeRange.Hash(start, end, read));
        }

        hashes.Reverse();
        return hashes;
    }

    /// <summary>Verifies a proof.</summary>
    /// <param name="first">How many entries the earlier tree has.</param>
    /// <param name="firstRoot">The earlier tree's root.</param>
    /// <param name="second">How many entries the later tree has.</param>
    /// <param name="secondRoot">The later tree's root.</param>
    /// <param name="hashes">The proof.</param>
    /// <returns>
    /// Whether the later tree begins with the earlier one. From an empty tree nothing can be proven, so that this is no proof: whoever has
    /// seen nothing yet takes the later tree as it is.
    /// </returns>
    public static bool Verify(long first, Digest firstRoot, long second, Digest secondRoot, IReadOnlyList<Digest> hashes)
    {
        ArgumentNullException.ThrowIfNull(hashes);
        if (first <= 0 || first >= second || hashes.Count == 0)
        {
            return first >= 0 && first == second && hashes.Count == 0
                && firstRoot == secondRoot && (first > 0 || firstRoot == TreeHash.Empty);
        }

        var shift = BitOperations.TrailingZeroCount(first);
        var (node, last) = ((first - 1) >> shift, (second - 1) >> shift);

        // An earlier tree that is perfect is a node of the later one: the proof leaves it out.
        var isPerfect = BitOperations.IsPow2(first);
        var (earlier, later) = isPerfect ? (firstRoot, firstRoot) : (hashes[0], hashes[0]);
        foreach (var hash in isPerfect ? hashes : hashes.Skip(1))
        {
            if (last == 0)
            {
                return false;
            }

            if ((node & 1) == 1 || node == last)
            {
                (earlier, later) = (TreeHash.OfNode(hash, earlier), TreeHash.OfNode(hash, later));
                while ((node & 1) == 0 && node != 0)
                {
                    node >>= 1;
                    last >>= 1;
                }
            }
            else
            {
                later = TreeHash.OfNode(later, hash);
            }

            node >>= 1;
            last >>= 1;
        }

        return last == 0 && earlier == firstRoot && later == secondRoot;
    }
}

using Swarm.Core.Digests;

namespace Swarm.Transparency.Trees;

/// <summary>Proofs that a log includes an entry (RFC 9162, section 2.1.3): the hashes beside the way from the leaf to the root.</summary>
public static class InclusionProof
{
    /// <summary>Makes the proof of an entry.</summary>
    /// <param name="index">The entry's number, from 0.</param>
    /// <param name="size">How many entries the tree has.</param>
    /// <param name="read">Gives the hash of a perfect subtree within the tree.</param>
    /// <exception cref="ArgumentOutOfRangeException">The tree has no such entry.</exception>
    public static IReadOnlyList<Digest> Create(long index, long size, Func<TreeNode, Digest> read)
    {
        ArgumentNullException.ThrowIfNull(read);
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, size);
        var hashes = new List<Digest>();
        for (var (start, end) = (0L, size); end - start > 1;)
        {
            var middle = TreeRange.Middle(start, end);
            hashes.Add(index < middle ? TreeRange.Hash(middle, end, read) : TreeRange.Hash(start, middle, read));
            (start, end) = index < middle ? (start, middle) : (middle, end);
        }

        hashes.Reverse();
        return hashes;
    }

    /// <summary>Computes the root that a proof leads to.</summary>
    /// <param name="leaf">The entry's hash (<see cref="TreeHash.OfLeaf"/>).</param>
    /// <param name="index">The entry's number, from 0.</param>
    /// <param name="size">How many entries the tree has.</param>
    /// <param name="hashes">The proof, from the leaf to the root.</param>
    /// <returns>The root, or null where the proof has not exactly the length that index and size ask for.</returns>
    public static Digest? ComputeRoot(Digest leaf, long index, long size, IReadOnlyList<Digest> hashes)
    {
        ArgumentNullException.ThrowIfNull(hashes);
        if (index < 0 || index >= size)
        {
            return null;
        }

        var (node, last, root) = (index, size - 1, leaf);
        foreach (var hash in hashes)
        {
            if (last == 0)
            {
                return null;
            }

            if ((node & 1) == 1 || node == last)
            {
                root = TreeHash.OfNode(hash, root);
                while ((node & 1) == 0 && node != 0)
                {
                    node >>= 1;
                    last >>= 1;
                }
            }
            else
            {
                root = TreeHash.OfNode(root, hash);
            }

            node >>= 1;
            last >>= 1;
        }

        return last == 0 ? root : null;
    }

    /// <summary>
    /// Verifies a proof. Size and root have to come from one signed checkpoint: a root alone does not say how many entries it is of, and a
    /// proof for one size holds for another where the way up is the same.
    /// </summary>
    /// <param name="leaf">The entry's hash (<see cref="TreeHash.OfLeaf"/>).</param>
    /// <param name="index">The entry's number, from 0.</param>
    /// <param name="size">How many entries the tree has.</param>
    /// <param name="hashes">The proof, from the leaf to the root.</param>
    /// <param name="root">The tree's root.</param>
    /// <returns>Whether the tree has exactly this entry at this number.</returns>
    public static bool Verify(Digest leaf, long index, long size, IReadOnlyList<Digest> hashes, Digest root) =>
        ComputeRoot(leaf, index, size, hashes) == root;
}

using System.Security.Cryptography;

namespace Swarm.Verification.Logs;

/// <summary>Merkle trees as transparency logs have them (RFC 6962, section 2.1; RFC 9162, section 2.1.3.2).</summary>
public static class MerkleTree
{
    private const int HashSize = SHA256.HashSizeInBytes;

    /// <summary>Computes the root that an inclusion proof leads to.</summary>
    /// <param name="leaf">The entry's bytes.</param>
    /// <param name="index">The entry's number, from 0.</param>
    /// <param name="size">How many entries the tree has.</param>
    /// <param name="hashes">The proof's hashes of 32 bytes, from the leaf to the root.</param>
    /// <returns>The root, or null where the proof has not exactly the length that index and size ask for.</returns>
    public static byte[]? ComputeRoot(ReadOnlySpan<byte> leaf, long index, long size, IReadOnlyList<byte[]> hashes)
    {
        ArgumentNullException.ThrowIfNull(hashes);
        if (index < 0 || index >= size)
        {
            return null;
        }

        var (node, last) = (index, size - 1);
        var root = HashLeaf(leaf);
        Span<byte> pair = stackalloc byte[1 + (2 * HashSize)];
        pair[0] = 1;
        foreach (var hash in hashes)
        {
            if (last == 0 || hash.Length != HashSize)
            {
                return null;
            }

            if ((node & 1) == 1 || node == last)
            {
                hash.CopyTo(pair[1..]);
                root.CopyTo(pair[(1 + HashSize)..]);
                while ((node & 1) == 0 && node != 0)
                {
                    node >>= 1;
                    last >>= 1;
                }
            }
            else
            {
                root.CopyTo(pair[1..]);
                hash.CopyTo(pair[(1 + HashSize)..]);
            }

            SHA256.HashData(pair, root);
            node >>= 1;
            last >>= 1;
        }

        return last == 0 ? root : null;
    }

    private static byte[] HashLeaf(ReadOnlySpan<byte> leaf)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData([0]);
        hash.AppendData(leaf);
        return hash.GetHashAndReset();
    }
}

using Swarm.Core.Digests;
using Swarm.Transparency.Trees;

namespace Swarm.Transparency.Tests.Support;

/// <summary>Trees with known entries, and hashes with a bit changed.</summary>
internal static class Trees
{
    public static MerkleTree Of(IEnumerable<byte[]> entries)
    {
        var tree = new MerkleTree();
        foreach (var entry in entries)
        {
            tree.Append(TreeHash.OfLeaf(entry));
        }

        return tree;
    }

    public static Digest Changed(Digest hash, int bit = 0)
    {
        var bytes = hash.ToArray();
        bytes[bit / 8 % bytes.Length] ^= (byte)(1 << (bit % 8));
        return new Digest(bytes);
    }

    public static Digest[] Changed(IReadOnlyList<Digest> hashes, int which, int bit = 0) =>
        [.. hashes.Select((hash, index) => index == which ? Changed(hash, bit) : hash)];
}

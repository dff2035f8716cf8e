using System.Security.Cryptography;
using Swarm.Core.Digests;

namespace Swarm.Transparency.Trees;

/// <summary>The hashes of a Merkle tree (RFC 9162, section 2.1.1), with SHA-256.</summary>
public static class TreeHash
{
    private const byte LeafPrefix = 0;

    private const byte NodePrefix = 1;

    /// <summary>The root of the tree without entries.</summary>
    public static Digest Empty { get; } = Digest.Compute([]);

    /// <summary>Hashes an entry.</summary>
    /// <param name="entry">The entry's bytes.</param>
    public static Digest OfLeaf(ReadOnlySpan<byte> entry)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData([LeafPrefix]);
        hash.AppendData(entry);
        Span<byte> leaf = stackalloc byte[Digest.Size];
        hash.GetHashAndReset(leaf);
        return new Digest(leaf);
    }

    /// <summary>Hashes two neighbours to the node above them.</summary>
    /// <param name="left">The hash of the earlier entries.</param>
    /// <param name="right">The hash of the later entries.</param>
    public static Digest OfNode(Digest left, Digest right)
    {
        Span<byte> input = stackalloc byte[1 + (2 * Digest.Size)];
        input[0] = NodePrefix;
        left.Span.CopyTo(input[1..]);
        right.Span.CopyTo(input[(1 + Digest.Size)..]);
        return Digest.Compute(input);
    }
}

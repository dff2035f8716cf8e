using System.Numerics;
using System.Security.Cryptography;

namespace Swarm.Verification.Tests.Authority;

/// <summary>The hash tree of RFC 6962, section 2.1, which keeps the hashes of its leaves.</summary>
internal sealed class MerkleTree
{
    private readonly List<byte[]> _leaves = [];

    public int Size => _leaves.Count;

    /// <summary>Adds an entry.</summary>
    /// <returns>Its index.</returns>
    public int Add(ReadOnlySpan<byte> entry)
    {
        _leaves.Add(SHA256.HashData([0, .. entry]));
        return _leaves.Count - 1;
    }

    /// <summary>The tree's head over its first entries.</summary>
    public byte[] RootHash(int size) => Hash(0, size);

    /// <summary>The audit path of an entry (section 2.1.1), from the leaf upwards.</summary>
    public IReadOnlyList<byte[]> InclusionProof(int index, int size)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, size);
        var path = new List<byte[]>();
        var (start, end) = (0, size);
        while (end - start > 1)
        {
            var middle = start + Split(end - start);
            path.Add(index < middle ? Hash(middle, end) : Hash(start, middle));
            (start, end) = index < middle ? (start, middle) : (middle, end);
        }

        path.Reverse();
        return path;
    }

    // The largest power of two smaller than the count.
    private static int Split(int count) => (int)(BitOperations.RoundUpToPowerOf2((uint)count) / 2);

    private byte[] Hash(int start, int end)
    {
        if (end == start)
        {
            return SHA256.HashData([]);
        }

        if (end - start == 1)
        {
            return _leaves[start];
        }

        var middle = start + Split(end - start);
        return SHA256.HashData([1, .. Hash(start, middle), .. Hash(middle, end)]);
    }
}

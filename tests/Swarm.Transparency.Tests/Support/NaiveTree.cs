using System.Security.Cryptography;
using Swarm.Core.Digests;

namespace Swarm.Transparency.Tests.Support;

/// <summary>The Merkle tree as RFC 6962, section 2.1, defines it, word for word: recursion over the entries themselves.</summary>
internal static class NaiveTree
{
    public static byte[] Entry(long index) => BitConverter.GetBytes(index);

    public static byte[][] Entries(int count) => [.. Enumerable.Range(0, count).Select(index => Entry(index))];

    public static Digest Root(ReadOnlySpan<byte[]> entries) => new(Hash(entries));

    public static List<Digest> ProveInclusion(int index, ReadOnlySpan<byte[]> entries)
    {
        if (entries.Length == 1)
        {
            return [];
        }

        var split = Split(entries.Length);
        return index < split
            ? [.. ProveInclusion(index, entries[..split]), Root(entries[split..])]
            : [.. ProveInclusion(index - split, entries[split..]), Root(entries[..split])];
    }

    public static List<Digest> ProveConsistency(int first, ReadOnlySpan<byte[]> entries) => Prove(first, entries, isWhole: true);

    /// <summary>On which sides the hashes of an inclusion proof stand, from the leaf to the root.</summary>
    public static string Sides(long index, long size) => size == 1 ? string.Empty
        : index < Split(size) ? Sides(index, Split(size)) + "R" : Sides(index - Split(size), size - Split(size)) + "L";

    private static List<Digest> Prove(int first, ReadOnlySpan<byte[]> entries, bool isWhole)
    {
        if (first == entries.Length)
        {
            return isWhole ? [] : [Root(entries)];
        }

        var split = Split(entries.Length);
        return first <= split
            ? [.. Prove(first, entries[..split], isWhole), Root(entries[split..])]
            : [.. Prove(first - split, entries[split..], isWhole: false), Root(entries[..split])];
    }

    private static byte[] Hash(ReadOnlySpan<byte[]> entries)
    {
        if (entries.Length <= 1)
        {
            return SHA256.HashData(entries.IsEmpty ? [] : [0, .. entries[0]]);
        }

        var split = Split(entries.Length);
        return SHA256.HashData([1, .. Hash(entries[..split]), .. Hash(entries[split..])]);
    }

    private static int Split(int count) => (int)Split((long)count);

    private static long Split(long count)
    {
        var split = 1L;
        while (split * 2 < count)
        {
            split *= 2;
        }

        return split;
    }
}

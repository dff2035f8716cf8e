using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;

namespace Swarm.Storage.Chunks;

/// <summary>
/// Cuts large files where their content says so (FastCDC, Xia et al., USENIX ATC 2016, with normalised chunking), so
/// that an insertion moves no cut but those beside it.
/// </summary>
public static class ContentDefinedChunker
{
    /// <summary>The fewest bytes of a chunk that is not the last.</summary>
    public const int Minimum = 256 * 1024;

    /// <summary>The bytes that chunks have on average.</summary>
    public const int Mean = 1024 * 1024;

    /// <summary>The most bytes of a chunk.</summary>
    public const int Maximum = 4 * 1024 * 1024;

    // Before the mean a cut is four times rarer than on average, after it four times more frequent.
    private static readonly ulong StrictMask = HighBits(BitOperations.Log2(Mean) + 2);
    private static readonly ulong LooseMask = HighBits(BitOperations.Log2(Mean) - 2);
    private static readonly ulong[] Gear = MakeGear();

    /// <summary>Finds the end of the first chunk.</summary>
    /// <param name="data">At least <see cref="Maximum"/> bytes, or all that is left.</param>
    /// <returns>The chunk's length in bytes.</returns>
    public static int FindCut(ReadOnlySpan<byte> data)
    {
        if (data.Length <= Minimum)
        {
            return data.Length;
        }

        var end = Math.Min(data.Length, Maximum);
        var gear = Gear;
        var hash = 0UL;
        var index = Minimum;
        for (; index < Math.Min(Mean, end); index++)
        {
            hash = (hash << 1) + gear[data[index]];
            if ((hash & StrictMask) == 0)
            {
                return index + 1;
            }
        }

        for (; index < end; index++)
        {
            hash = (hash << 1) + gear[data[index]];
            if ((hash & LooseMask) == 0)
            {
                return index + 1;
            }
        }

        return end;
    }

    private static ulong HighBits(int count) => ulong.MaxValue << (64 - count);

    /// <summary>The table is fixed by the format: the first eight bytes of SHA-256("swarm/gear/v1/" ‖ decimal index).</summary>
    private static ulong[] MakeGear()
    {
        var gear = new ulong[256];
        for (var index = 0; index < gear.Length; index++)
        {
            var text = string.Create(CultureInfo.InvariantCulture, $"swarm/gear/v1/{index}");
            gear[index] = BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(Encoding.ASCII.GetBytes(text)));
        }

        return gear;
    }
}

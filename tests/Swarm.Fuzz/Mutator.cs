using System.Buffers.Binary;

namespace Swarm.Fuzz;

/// <summary>Changes inputs at random: bits, bytes, numbers, pieces, and words that the seeds hold.</summary>
/// <param name="random">The randomness; the same seed gives the same changes.</param>
/// <param name="mostBytes">The most bytes of an input.</param>
internal sealed class Mutator(Random random, int mostBytes)
{
    private const string Marks = "0123456789-+.eE\"\\{}[]:,/ \r\n\t\0";

    private static readonly long[] Numbers = [0, 1, -1, 2, 16, 32, 64, 100, 127, 128, 255, 256, 512, 4096, 65535, 65536, int.MaxValue, int.MinValue, uint.MaxValue, long.MaxValue, long.MinValue];

    /// <summary>Makes another input.</summary>
    /// <param name="parent">The input to begin with.</param>
    /// <param name="other">One whose pieces may go into it.</param>
    public byte[] Change(byte[] parent, byte[] other)
    {
        var bytes = new List<byte>(parent);
        for (var count = 1 << random.Next(5); count > 0; count--)
        {
            ChangeOnce(bytes, other);
        }

        return bytes.Count <= mostBytes ? [.. bytes] : [.. bytes.Take(mostBytes)];
    }

    private void ChangeOnce(List<byte> bytes, byte[] other)
    {
        if (bytes.Count == 0)
        {
            bytes.Add((byte)random.Next(256));
            return;
        }

        var place = random.Next(bytes.Count);
        switch (random.Next(11))
        {
            case 0:
                bytes[place] ^= (byte)(1 << random.Next(8));
                break;
            case 1:
                bytes[place] = (byte)random.Next(256);
                break;
            case 2:
                bytes[place] += (byte)(random.Next(2) == 0 ? 1 : 255);
                break;
            case 3:
                WriteNumber(bytes, place);
                break;
            case 4:
                bytes.RemoveRange(place, Math.Min(bytes.Count - place, 1 + random.Next(1 + (bytes.Count / 4))));
                break;
            case 5:
                bytes.InsertRange(place, bytes.GetRange(place, Math.Min(bytes.Count - place, 1 + random.Next(64))));
                break;
            case 6 when other.Length > 0:
                var from = random.Next(other.Length);
                bytes.InsertRange(place, other.AsSpan(from, Math.Min(other.Length - from, 1 + random.Next(128))).ToArray());
                break;
            case 7 when other.Length > 0:
                var start = random.Next(other.Length);
                for (var index = 0; index < 32 && place + index < bytes.Count && start + index < other.Length; index++)
                {
                    bytes[place + index] = other[start + index];
                }

                break;
            case 8:
                bytes.Insert(place, (byte)random.Next(256));
                break;
            case 9:
                bytes.InsertRange(place, Enumerable.Repeat((byte)random.Next(256), 1 + random.Next(300)));
                break;
            default:
                bytes[place] = (byte)Marks[random.Next(Marks.Length)];
                break;
        }
    }

    private void WriteNumber(List<byte> bytes, int place)
    {
        Span<byte> number = stackalloc byte[8];
        var value = Numbers[random.Next(Numbers.Length)];
        var size = 1 << random.Next(4);
        if (random.Next(2) == 0)
        {
            BinaryPrimitives.WriteInt64LittleEndian(number, value);
        }
        else
        {
            BinaryPrimitives.WriteInt64BigEndian(number, value);
            number = number[(8 - size)..];
        }

        for (var index = 0; index < size && place + index < bytes.Count; index++)
        {
            bytes[place + index] = number[index];
        }
    }
}

namespace Swarm.Cryptography.Tests.Support;

/// <summary>Every copy of some bytes that differs in one bit.</summary>
internal static class BitFlips
{
    internal static IEnumerable<(int Bit, byte[] Bytes)> Of(byte[] original)
    {
        for (var bit = 0; bit < original.Length * 8; bit++)
        {
            var flipped = (byte[])original.Clone();
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            yield return (bit, flipped);
        }
    }
}

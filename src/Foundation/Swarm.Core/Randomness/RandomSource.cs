using System.Security.Cryptography;

namespace Swarm.Core.Randomness;

/// <summary>Where secrets, nonces and ids come from. Passed in, so that a deterministic run can derive them.</summary>
public abstract class RandomSource
{
    /// <summary>The operating system's generator.</summary>
    public static RandomSource System { get; } = new SystemRandomSource();

    /// <summary>Fills a buffer.</summary>
    /// <param name="buffer">Where the bytes go.</param>
    public abstract void Fill(Span<byte> buffer);

    /// <summary>Gives a new array of random bytes.</summary>
    /// <param name="count">How many bytes.</param>
    public byte[] GetBytes(int count)
    {
        var bytes = new byte[count];
        Fill(bytes);
        return bytes;
    }

    private sealed class SystemRandomSource : RandomSource
    {
        public override void Fill(Span<byte> buffer) => RandomNumberGenerator.Fill(buffer);
    }
}

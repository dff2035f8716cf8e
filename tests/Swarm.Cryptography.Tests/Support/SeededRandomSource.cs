using Swarm.Core.Randomness;

namespace Swarm.Cryptography.Tests.Support;

/// <summary>Repeatable bytes for tests that need many.</summary>
internal sealed class SeededRandomSource(int seed) : RandomSource
{
    private readonly Random _random = new(seed);

    public override void Fill(Span<byte> buffer) => _random.NextBytes(buffer);
}

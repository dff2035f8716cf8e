using Swarm.Core.Digests;
using Swarm.Core.Identifiers;
using Swarm.Core.Randomness;

namespace Swarm.Execution.Entropy;

/// <summary>Fresh randomness for everything.</summary>
internal sealed class FreshEntropy(RandomSource random, string? runId) : EpisodeEntropy
{
    public override string RunId { get; } = runId ?? Identifier.Create(Identifier.RunPrefix, random);

    public override RandomSource Before(string use) => random;

    public override RandomSource After(Digest outputs, string use) => random;
}

using Swarm.Core.Digests;
using Swarm.Core.Randomness;

namespace Swarm.Execution.Entropy;

/// <summary>Where an episode's ids and secrets come from.</summary>
internal abstract class EpisodeEntropy
{
    /// <summary>Gives the run's id, before the step runs.</summary>
    public abstract string RunId { get; }

    /// <summary>Gives the source of what the request itself lacks, before the step runs.</summary>
    /// <param name="use">What for.</param>
    public abstract RandomSource Before(string use);

    /// <summary>Gives the source of everything that follows from the outputs, one for each use.</summary>
    /// <param name="outputs">The digest of all that the step gave out.</param>
    /// <param name="use">What for.</param>
    public abstract RandomSource After(Digest outputs, string use);
}

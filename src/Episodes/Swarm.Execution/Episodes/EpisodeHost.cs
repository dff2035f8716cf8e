using Swarm.Core.Randomness;
using Swarm.Storage.Stores;

namespace Swarm.Execution.Episodes;

/// <summary>What an episode works with.</summary>
/// <param name="Store">The store.</param>
/// <param name="WorkFolder">The folder in which each run makes its own.</param>
/// <param name="Random">Where secrets, ids and nonces come from, unless a seed derives them.</param>
/// <param name="Time">The clock of deadlines and recorded times.</param>
/// <param name="PinnedTime">The moment that <c>SOURCE_DATE_EPOCH</c> pins recorded times to; null for none.</param>
/// <param name="Version">The version of Swarm.</param>
public sealed record EpisodeHost(Store Store, string WorkFolder, RandomSource Random, TimeProvider Time, DateTimeOffset? PinnedTime, string Version)
{
    /// <summary>The backend's runner, whose store's keys are made for this one run; null on the operator's own machine.</summary>
    public EpisodeRunner? Runner { get; init; }
}

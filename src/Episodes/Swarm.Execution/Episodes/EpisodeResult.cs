using Swarm.Core.Contracts;
using Swarm.Storage.Nodes;
using Swarm.Storage.Runs;

namespace Swarm.Execution.Episodes;

/// <summary>What an episode gave: a run and its node.</summary>
/// <param name="Run">The run.</param>
/// <param name="Node">The node.</param>
/// <param name="Result">The result as it was written.</param>
/// <param name="Response">The beginning of the response as text; null where the step wrote none.</param>
/// <param name="StoredBytes">The bytes that the node added to the store.</param>
public sealed record EpisodeResult(RunRecord Run, NodeRecord Node, RunResult Result, string? Response, long StoredBytes);

using Swarm.Storage.Runs;
using Swarm.Storage.Snapshots;

namespace Swarm.Storage.Nodes;

/// <summary>Everything that appears together when a node does.</summary>
/// <param name="Node">The node.</param>
/// <param name="Run">The finished run that made it; null for an import.</param>
/// <param name="Snapshot">Its snapshot.</param>
/// <param name="Documents">Its documents by the names of <see cref="NodeFiles"/>.</param>
public sealed record NodeCommit(
    NodeRecord Node, RunRecord? Run, SealedSnapshot Snapshot, IReadOnlyDictionary<string, byte[]> Documents);

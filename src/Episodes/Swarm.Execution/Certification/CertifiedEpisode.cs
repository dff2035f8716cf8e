using Swarm.Core.Contracts;
using Swarm.Storage.Nodes;
using Swarm.Storage.Runs;

namespace Swarm.Execution.Certification;

/// <summary>A finished episode that is ready to be committed.</summary>
/// <param name="Node">The node.</param>
/// <param name="Run">The run.</param>
/// <param name="Result">The result.</param>
/// <param name="Documents">The documents by name.</param>
internal sealed record CertifiedEpisode(NodeRecord Node, RunRecord Run, RunResult Result, IReadOnlyDictionary<string, byte[]> Documents);

using Swarm.State.Inspection;
using Swarm.Storage.Nodes;

namespace Swarm.Engine.States;

/// <summary>What a node holds.</summary>
/// <param name="Node">The node.</param>
/// <param name="State">Its database.</param>
/// <param name="FileCount">The files and links of its workspace.</param>
/// <param name="WorkspaceBytes">The bytes of its workspace.</param>
public sealed record NodeState(NodeRecord Node, StateSummary State, int FileCount, long WorkspaceBytes);

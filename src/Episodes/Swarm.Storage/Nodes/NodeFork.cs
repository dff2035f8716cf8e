namespace Swarm.Storage.Nodes;

/// <summary>A fork that is to be made.</summary>
/// <param name="ParentNodeId">The node that is forked.</param>
/// <param name="Label">The new branch's name.</param>
/// <param name="Make">Makes the node, given the number of forks that have this parent and label.</param>
public sealed record NodeFork(string ParentNodeId, string Label, Func<int, NodeRecord> Make);

using Swarm.Storage.Nodes;

namespace Swarm.Engine.Nodes;

/// <summary>A node with the store that it is in.</summary>
/// <param name="Record">The node.</param>
/// <param name="Root">The folder that holds its store.</param>
public sealed record NodeInfo(NodeRecord Record, string Root)
{
    /// <summary>What is unusual about a node that was just made; null for nothing.</summary>
    public string? Warning { get; init; }
}

using Swarm.Core.Contracts;
using Swarm.Storage.Nodes;

namespace Swarm.Execution.Certification;

/// <summary>Gives a node of the catalog as the document that travels.</summary>
public static class NodeDocuments
{
    /// <summary>Makes the document.</summary>
    /// <param name="node">The node.</param>
    public static NodeDocument From(NodeRecord node)
    {
        ArgumentNullException.ThrowIfNull(node);
        return new NodeDocument
        {
            NodeId = node.NodeId,
            ParentNodeId = node.ParentNodeId,
            RunId = node.RunId,
            Operation = node.Operation,
            Label = node.Label,
            RatchetStep = node.RatchetStep,
            StateId = node.StateId,
            SnapshotRoot = node.SnapshotRoot,
            StateCommitment = node.StateCommitment,
            NetCommitment = node.NetCommitment,
            CreatedAt = node.CreatedAt,
        };
    }
}

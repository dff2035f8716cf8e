using System.Globalization;
using Swarm.Cli.Output;
using Swarm.Core.Contracts;
using Swarm.Engine.Nodes;

namespace Swarm.Cli.Commands.Runs;

/// <summary>Writes nodes.</summary>
internal static class NodeReport
{
    /// <summary>The columns of a table of nodes.</summary>
    public static readonly IReadOnlyList<string> Headers = ["NODE", "LABEL", "OPERATION", "STEP", "PARENT", "CREATED"];

    /// <summary>Writes a node as an object of an array.</summary>
    public static void WriteItem(JsonOutput json, NodeInfo node) => json.Object(() =>
    {
        json.Text("node_id", node.Record.NodeId);
        json.Text("parent_node_id", node.Record.ParentNodeId);
        json.Text("run_id", node.Record.RunId);
        json.Text("operation", node.Record.Operation);
        json.Text("label", node.Record.Label);
        json.Number("ratchet_step", node.Record.RatchetStep);
        json.Text("state_id", node.Record.StateId);
        json.Text("snapshot_root", node.Record.SnapshotRoot.ToString());
        json.Text("artifact_hash", node.Record.CertificateSha256?.ToString());
        json.Text("created_at", node.Record.CreatedAt);
        json.Flag("is_removed", node.Record.IsRemoved);
    });

    /// <summary>The row of a node.</summary>
    public static IReadOnlyList<string?> Row(NodeInfo node) =>
    [
        node.Record.NodeId,
        node.Record.Label,
        node.Record.IsRemoved ? RunStatus.Removed : node.Record.Operation,
        node.Record.RatchetStep.ToString(CultureInfo.InvariantCulture),
        node.Record.ParentNodeId,
        node.Record.CreatedAt,
    ];
}

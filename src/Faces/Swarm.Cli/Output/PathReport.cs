using Swarm.Storage.Nodes;

namespace Swarm.Cli.Output;

/// <summary>Tells where something of a node was written.</summary>
internal static class PathReport
{
    /// <summary>The report of a path.</summary>
    public static Report Of(NodeRecord node, string path) => new()
    {
        RunId = node.RunId,
        NodeId = node.NodeId,
        Json = json => json.Text("path", path),
        Text = text => text.Line(TextOutput.Escape(path)),
    };
}

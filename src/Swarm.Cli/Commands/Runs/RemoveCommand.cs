using System.CommandLine;
using Swarm.Cli.CommandLine;
using Swarm.Cli.Output;
using Swarm.Cli.Parsing;

namespace Swarm.Cli.Commands.Runs;

/// <summary>Removes a node.</summary>
internal sealed class RemoveCommand : ImmediateCommand
{
    private readonly Option<string> _node = CommonOptions.Node(what: "The node to remove");

    public RemoveCommand()
        : base("remove", "Remove a node's state and capabilities; its certificate stays. 'store optimize' gives the space back.") =>
        Add(_node);

    protected override int Run(Invocation invocation, CancellationToken cancellationToken)
    {
        using var session = invocation.Open();
        var node = session.Nodes.Remove(invocation.Node(_node));
        return invocation.Write(new Report
        {
            RunId = node.Record.RunId,
            NodeId = node.Record.NodeId,
            Quiet = [node.Record.NodeId],
            Json = json => json.Text("label", node.Record.Label),
            Text = text => text.Fields(("removed", node.Record.NodeId), ("label", node.Record.Label)),
        });
    }
}

using System.CommandLine;
using Swarm.Cli.CommandLine;
using Swarm.Cli.Output;
using Swarm.Cli.Parsing;

namespace Swarm.Cli.Commands.Runs;

/// <summary>Makes branches from a node.</summary>
internal sealed class ForkCommand : ImmediateCommand
{
    private readonly Option<string> _node = CommonOptions.Node(what: "The node to branch from");

    private readonly Option<string[]> _labels = new("--label")
    {
        Description = "The name of a new branch; may be given more than once.",
        HelpName = "LABEL",
        Required = true,
        Arity = ArgumentArity.OneOrMore,
    };

    public ForkCommand()
        : base("fork", "Make branches from a node; nothing is executed and nothing copied.")
    {
        Add(_node);
        Add(_labels);
        Examples = ["swarm run fork --node branch:base --label careful --label bold"];
    }

    protected override int Run(Invocation invocation, CancellationToken cancellationToken)
    {
        using var session = invocation.Open();
        var nodes = session.Nodes.Fork(invocation.Node(_node), invocation.Require(_labels));
        foreach (var warning in nodes.Select(node => node.Warning).OfType<string>())
        {
            invocation.Streams.Warn(warning);
        }

        return invocation.Write(new Report
        {
            NodeId = nodes.Count == 1 ? nodes[0].Record.NodeId : null,
            Quiet = [.. nodes.Select(node => node.Record.NodeId)],
            Json = json => json.Array("nodes", nodes, node => NodeReport.WriteItem(json, node)),
            Text = text => text.Table(NodeReport.Headers, nodes.Select(NodeReport.Row)),
        });
    }
}

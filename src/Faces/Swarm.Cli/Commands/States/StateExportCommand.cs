using System.CommandLine;
using Swarm.Cli.CommandLine;
using Swarm.Cli.Output;
using Swarm.Cli.Parsing;

namespace Swarm.Cli.Commands.States;

/// <summary>Writes a node's state to a file.</summary>
internal sealed class StateExportCommand : ImmediateCommand
{
    private readonly Option<string> _node = CommonOptions.Node(what: "The node whose state it is");
    private readonly Option<string> _to = new("--to") { Description = "The file to write.", HelpName = "FILE", Required = true };
    private readonly Option<bool> _force = new("--force") { Description = "Replace a file that is there." };

    public StateExportCommand()
        : base("export", "Write a node's state to a new SQLite file.")
    {
        Add(_node);
        Add(_to);
        Add(_force);
    }

    protected override int Run(Invocation invocation, CancellationToken cancellationToken)
    {
        using var session = invocation.Open();
        var node = session.Nodes.Get(invocation.Node(_node)).Record;
        var path = session.States.ExportState(new(node.NodeId), invocation.Require(_to), invocation.Get(_force), cancellationToken);
        return invocation.Write(PathReport.Of(node, path));
    }
}

using System.CommandLine;
using Swarm.Cli.CommandLine;
using Swarm.Cli.Output;
using Swarm.Cli.Parsing;

namespace Swarm.Cli.Commands.Workspaces;

/// <summary>Writes a node's workspace to a folder.</summary>
internal sealed class WorkspaceExportCommand : ImmediateCommand
{
    private readonly Option<string> _node = CommonOptions.Node(what: "The node whose workspace it is");
    private readonly Option<string> _to = new("--to")
    {
        Description = "The folder to write; it must not be there, or be empty.",
        HelpName = "DIR",
        Required = true,
    };

    public WorkspaceExportCommand()
        : base("export", "Write a node's workspace to a new folder.")
    {
        Add(_node);
        Add(_to);
        Examples = ["swarm workspace export --node branch:bold --to ./winner"];
    }

    protected override int Run(Invocation invocation, CancellationToken cancellationToken)
    {
        using var session = invocation.Open();
        var node = session.Nodes.Get(invocation.Node(_node)).Record;
        var path = session.States.ExportWorkspace(new(node.NodeId), invocation.Require(_to), cancellationToken);
        return invocation.Write(PathReport.Of(node, path));
    }
}

using System.CommandLine;
using Swarm.Cli.CommandLine;
using Swarm.Cli.Output;
using Swarm.Cli.Parsing;

namespace Swarm.Cli.Commands.Workspaces;

/// <summary>Makes in a folder the changes that led to a node.</summary>
internal sealed class WorkspaceMergeCommand : ImmediateCommand
{
    private readonly Option<string> _node = CommonOptions.Node(what: "The node to which the changes lead");
    private readonly Option<string> _to = new("--to") { Description = "The folder, a clone of a repository for instance.", HelpName = "DIR", Required = true };
    private readonly ChangeOptions _changes;
    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Only say whether the changes can be made, and which they are." };

    public WorkspaceMergeCommand()
        : base(
            "merge",
            "Make in a folder the changes that led to a node, all or none: each file that they touch has to be there as it is in the base. Nothing is committed.")
    {
        Add(_node);
        Add(_to);
        _changes = new ChangeOptions(this, takesBaseFolder: false);
        Add(_dryRun);
        Examples = ["swarm workspace merge branch:bold ./repo"];
    }

    protected override int Run(Invocation invocation, CancellationToken cancellationToken)
    {
        using var session = invocation.Open();
        var node = session.Nodes.Get(invocation.Node(_node)).Record;
        var isDryRun = invocation.Get(_dryRun);
        var files = session.Workspaces.Merge(_changes.Read(invocation, new(node.NodeId)), invocation.Require(_to), isDryRun, cancellationToken);
        return invocation.Write(new Report
        {
            RunId = node.RunId,
            NodeId = node.NodeId,
            Json = json =>
            {
                json.Flag("is_dry_run", isDryRun);
                ChangeReport.WriteMembers(json, files);
            },
            Text = text =>
            {
                if (files.Count == 0)
                {
                    text.Line("Nothing differs.");
                }
                else
                {
                    ChangeReport.WriteText(text, files);
                }
            },
        });
    }
}

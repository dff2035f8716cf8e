using System.CommandLine;
using Swarm.Cli.CommandLine;
using Swarm.Cli.Output;
using Swarm.Cli.Parsing;
using Swarm.Core.Errors;
using Swarm.Engine.Nodes;
using Swarm.Engine.Sessions;

namespace Swarm.Cli.Commands.Runs;

/// <summary>Removes a node, or all that need not be kept.</summary>
internal sealed class RemoveCommand : ImmediateCommand
{
    private readonly Option<string> _node = CommonOptions.Node(what: "The node to remove");
    private readonly Option<int?> _keepLast = new("--keep-last")
    {
        Description = "Keep this many of the newest nodes of each branch. The tips of branches and what runs under way start from stay anyway, tips but for 0.",
        HelpName = "N",
    };

    private readonly Option<TimeSpan?> _olderThan = CommonOptions.Duration("--older-than", "Remove only what is older: 30d, 12h. A node is removed only where --keep-last, --older-than and --label all let it go.");
    private readonly Option<string[]> _labels = new("--label")
    {
        Description = "Remove only nodes of this branch; may be given more than once.",
        HelpName = "LABEL",
    };

    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Only say what would be removed." };

    public RemoveCommand()
        : base(
            "remove",
            "Remove a node's state and capabilities, or those of all nodes that need not be kept; certificates stay. 'store optimize' gives the space back.")
    {
        _node.Required = false;
        Add(_node);
        Add(_keepLast);
        Add(_olderThan);
        Add(_labels);
        Add(_dryRun);
        Examples = ["swarm run remove --node branch:bold", "swarm run remove --keep-last 5 --older-than 30d --label main --dry-run"];
    }

    protected override int Run(Invocation invocation, CancellationToken cancellationToken)
    {
        using var session = invocation.Open();
        var isDryRun = invocation.Get(_dryRun);
        var (named, nodes) = (invocation.Get(_node) is not null, Find(invocation, session));
        var removed = isDryRun ? nodes : session.Nodes.Remove(nodes);
        return invocation.Write(new Report
        {
            RunId = named ? removed[0].Record.RunId : null,
            NodeId = named ? removed[0].Record.NodeId : null,
            Quiet = [.. removed.Select(node => node.Record.NodeId)],
            Json = json =>
            {
                json.Flag("is_dry_run", isDryRun);
                json.Array("nodes", removed, node => NodeReport.WriteItem(json, node));
            },
            Text = text =>
            {
                text.Line(removed.Count == 0 ? "Nothing is to be removed." : isDryRun ? "These would be removed:" : "Removed:");
                if (removed.Count > 0)
                {
                    text.Table(NodeReport.Headers, removed.Select(NodeReport.Row));
                }
            },
        });
    }

    private IReadOnlyList<NodeInfo> Find(Invocation invocation, SwarmSession session)
    {
        var (keepLast, olderThan, labels) = (invocation.Get(_keepLast), invocation.Get(_olderThan), invocation.Get(_labels) ?? []);
        if (invocation.Get(_node) is { } node)
        {
            return keepLast is null && olderThan is null && labels.Length == 0 ? [session.Nodes.Get(new NodeReference(node))] : throw new SwarmException(
                ErrorCode.SpecInvalid, "--node names the one node to remove: leave it out, or leave out --keep-last, --older-than and --label.");
        }

        foreach (var label in labels)
        {
            session.Nodes.RequireBranch(label);
        }

        return session.Nodes.FindExpired(new RetentionRule
        {
            KeepLast = keepLast,
            OlderThan = olderThan,
            HasLabel = labels.Length == 0 ? null : label => labels.Contains(label, StringComparer.Ordinal),
        });
    }
}

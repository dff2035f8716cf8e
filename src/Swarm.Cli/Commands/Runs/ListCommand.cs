using System.CommandLine;
using Swarm.Cli.CommandLine;
using Swarm.Cli.Output;

namespace Swarm.Cli.Commands.Runs;

/// <summary>Lists runs and nodes.</summary>
internal sealed class ListCommand : ImmediateCommand
{
    private readonly Option<bool> _includeRemoved = new("--include-removed")
    {
        Description = "List removed nodes too; removed runs are always listed, with the status 'removed'.",
    };

    public ListCommand()
        : base("list", "List the runs and the nodes of the store.") => Add(_includeRemoved);

    protected override int Run(Invocation invocation, CancellationToken cancellationToken)
    {
        using var session = invocation.Open();
        var (runs, nodes) = (session.Runs.List(), session.Nodes.Read(invocation.Get(_includeRemoved)).ToArray());
        return invocation.Write(new Report
        {
            Quiet = [.. nodes.Select(node => node.Record.NodeId)],
            Json = json =>
            {
                json.Array("runs", runs, run => RunReport.WriteItem(json, run));
                json.Array("nodes", nodes, node => NodeReport.WriteItem(json, node));
            },
            Text = text =>
            {
                text.Table(RunReport.Headers, runs.Select(RunReport.Row));
                text.Line();
                text.Table(NodeReport.Headers, nodes.Select(NodeReport.Row));
            },
        });
    }
}

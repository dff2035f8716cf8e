using Swarm.Cli.CommandLine;
using Swarm.Cli.Output;

namespace Swarm.Cli.Commands.Runs;

/// <summary>Lists runs and nodes.</summary>
internal sealed class ListCommand() : ImmediateCommand("list", "List the runs and the nodes of the store.")
{
    protected override int Run(Invocation invocation, CancellationToken cancellationToken)
    {
        using var session = invocation.Open();
        var (runs, nodes) = (session.Runs.List(), session.Nodes.List());
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

using System.CommandLine;
using System.Globalization;
using Swarm.Cli.CommandLine;
using Swarm.Cli.Output;
using Swarm.Cli.Parsing;

namespace Swarm.Cli.Commands.Runs;

/// <summary>Shows what the proxy of a run's step decided.</summary>
internal sealed class ReceiptsCommand : ImmediateCommand
{
    private readonly Argument<string> _run = CommonOptions.Run();

    public ReceiptsCommand()
        : base("receipts", "Show what the proxy beside a run's step decided about each connection.")
    {
        Add(_run);
        Examples = ["swarm run receipts run-7c4k"];
    }

    protected override int Run(Invocation invocation, CancellationToken cancellationToken)
    {
        using var session = invocation.Open();
        var run = session.Runs.Get(invocation.Require(_run));
        var receipts = session.Runs.ReadReceipts(run.Record.RunId).ToList();
        return invocation.Write(new Report
        {
            RunId = run.Record.RunId,
            NodeId = run.Record.NodeId,
            Status = run.Record.Status,
            Quiet = [.. receipts.Select(receipt => $"{receipt.Verdict} {receipt.Host}:{receipt.Port.ToString(CultureInfo.InvariantCulture)}")],
            Json = json => json.Array("receipts", receipts, receipt => json.Object(() =>
            {
                json.Text("time", receipt.Time);
                json.Text("host", receipt.Host);
                json.Number("port", receipt.Port);
                json.Text("address", receipt.Address);
                json.Text("verdict", receipt.Verdict);
                json.Text("rule", receipt.Rule);
                json.Number("bytes_up", receipt.BytesUp);
                json.Number("bytes_down", receipt.BytesDown);
            })),
            Text = text => text.Table(
                ["time", "verdict", "rule", "host", "port", "address", "up", "down"],
                receipts.Select(receipt => (IReadOnlyList<string?>)
                [
                    receipt.Time, receipt.Verdict, receipt.Rule, receipt.Host, receipt.Port.ToString(CultureInfo.InvariantCulture), receipt.Address ?? string.Empty,
                    receipt.BytesUp.ToString(CultureInfo.InvariantCulture), receipt.BytesDown.ToString(CultureInfo.InvariantCulture),
                ])),
        });
    }
}

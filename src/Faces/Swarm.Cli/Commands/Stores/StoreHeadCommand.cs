using Swarm.Cli.CommandLine;
using Swarm.Cli.Output;

namespace Swarm.Cli.Commands.Stores;

/// <summary>Shows the newest entry of the head log.</summary>
internal sealed class StoreHeadCommand : ImmediateCommand
{
    public StoreHeadCommand()
        : base("head", "Show the newest entry of the signed head log, for 'verify run --expected-head' later; keep it elsewhere.") =>
        Examples = ["swarm store head --quiet > head.txt", "cp .swarm/heads.jsonl /elsewhere/"];

    protected override int Run(Invocation invocation, CancellationToken cancellationToken)
    {
        using var session = invocation.Open();
        var head = session.Trust.GetHead();
        return invocation.Write(new Report
        {
            NodeId = head.Entry.NodeId,
            Quiet = [head.Digest.ToString()],
            Json = json =>
            {
                json.Text("head", head.Digest.ToString());
                json.Number("sequence", head.Entry.Sequence);
                json.Text("operation", head.Entry.Operation);
                json.Text("label", head.Entry.Label);
                json.Text("timestamp", head.Entry.Timestamp);
                json.Text("log", head.LogFile);
            },
            Text = text => text.Fields(
                ("head", head.Digest.ToString()),
                ("entry", $"{head.Entry.Sequence}: {head.Entry.Operation} {head.Entry.NodeId} of branch '{head.Entry.Label}' at {head.Entry.Timestamp}"),
                ("log", head.LogFile)),
        });
    }
}

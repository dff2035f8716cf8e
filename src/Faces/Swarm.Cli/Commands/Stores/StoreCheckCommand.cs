using Swarm.Cli.CommandLine;

namespace Swarm.Cli.Commands.Stores;

/// <summary>Verifies the whole store.</summary>
internal sealed class StoreCheckCommand() : ImmediateCommand(
    "check", "Read the whole store again and verify everything in it; exit code 0 or 3.")
{
    protected override int Run(Invocation invocation, CancellationToken cancellationToken)
    {
        using var session = invocation.Open();
        var result = session.Maintenance.Check(progress: null, cancellationToken);
        return invocation.Write(ProblemReport.Of(result.Problems) with
        {
            Json = json =>
            {
                json.Flag("is_sound", result.IsSound);
                json.Number("nodes", result.Nodes);
                json.Number("removed_nodes", result.RemovedNodes);
                json.Number("snapshots", result.Snapshots);
                json.Number("heads", result.Heads);
                json.Number("packs", result.Packs);
                json.Number("records", result.Records);
                json.Number("unneeded_records", result.UnneededRecords);
                json.Number("bytes", result.Bytes);
                ProblemReport.WriteItems(json, result.Problems);
                json.Array("leftovers", result.Leftovers);
            },
            Text = text =>
            {
                text.Fields(
                    ("store", session.Root),
                    ("verdict", result.IsSound ? "ok" : "failed"),
                    ("read", $"{result.Bytes} bytes, {result.Packs} packs, {result.Records} records"),
                    ("nodes", $"{result.Nodes}, {result.RemovedNodes} removed, {result.Snapshots} snapshots"),
                    ("to drop", $"{result.UnneededRecords} records, {result.Leftovers.Count} leftovers"));
                ProblemReport.WriteTable(text, result.Problems);
            },
        });
    }
}

using System.CommandLine;
using Swarm.Cli.CommandLine;
using Swarm.Cli.Output;

namespace Swarm.Cli.Commands.Stores;

/// <summary>Drops what no node needs.</summary>
internal sealed class StoreOptimizeCommand : ImmediateCommand
{
    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Only count." };

    public StoreOptimizeCommand()
        : base("optimize", "Drop what no node needs, and say how much.") => Add(_dryRun);

    protected override int Run(Invocation invocation, CancellationToken cancellationToken)
    {
        using var session = invocation.Open();
        var result = session.Maintenance.Optimize(invocation.Get(_dryRun), progress: null, cancellationToken);
        return invocation.Write(new Report
        {
            Quiet = [],
            Json = json =>
            {
                json.Flag("is_dry_run", result.IsDryRun);
                json.Number("bytes_before", result.BytesBefore);
                json.Number("bytes_after", result.BytesAfter);
                json.Number("dropped_bytes", result.DroppedBytes);
                json.Number("dropped_packs", result.DroppedPacks);
                json.Number("repacked_packs", result.RepackedPacks);
                json.Number("dropped_records", result.DroppedRecords);
                json.Number("dropped_leftovers", result.DroppedLeftovers);
            },
            Text = text => text.Fields(
                (result.IsDryRun ? "would drop" : "dropped", $"{result.DroppedBytes} bytes, {result.DroppedRecords} records"),
                ("of", $"{result.DroppedPacks} packs, {result.DroppedLeftovers} leftovers"),
                ("packs before", $"{result.BytesBefore} bytes"),
                ("packs after", $"{result.BytesAfter} bytes")),
        });
    }
}

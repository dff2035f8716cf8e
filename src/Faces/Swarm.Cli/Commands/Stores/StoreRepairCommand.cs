using System.CommandLine;
using Swarm.Cli.CommandLine;
using Swarm.Cli.Output;
using Swarm.Engine.Maintenance;

namespace Swarm.Cli.Commands.Stores;

/// <summary>Mends the store.</summary>
internal sealed class StoreRepairCommand : ImmediateCommand
{
    private readonly Option<string[]> _bundles = new("--bundle")
    {
        Description = "A bundle of one of its nodes to take missing parts from; may be given more than once.",
        HelpName = "FILE",
        Arity = ArgumentArity.OneOrMore,
        DefaultValueFactory = _ => [],
    };

    private readonly Option<string[]> _stores = new("--from")
    {
        Description = "A folder with another store of yours to take missing parts from; may be given more than once.",
        HelpName = "DIR",
        Arity = ArgumentArity.OneOrMore,
        DefaultValueFactory = _ => [],
    };

    public StoreRepairCommand()
        : base("repair", "Rebuild the catalog from the packs, and take missing parts from elsewhere; exit code 0 or 3.")
    {
        Add(_bundles);
        Add(_stores);
        Examples = ["swarm store repair --from /backup/project --bundle bold.age"];
    }

    protected override int Run(Invocation invocation, CancellationToken cancellationToken)
    {
        var request = new RepairRequest { Bundles = invocation.Require(_bundles), Roots = invocation.Require(_stores) };
        var result = MaintenanceService.Repair(invocation.Options, request, progress: null, cancellationToken);
        return invocation.Write(ProblemReport.Of(result.Missing) with
        {
            Json = json =>
            {
                json.Flag("is_sound", result.IsSound);
                json.Number("nodes", result.Nodes);
                json.Number("forks", result.Forks);
                json.Number("runs", result.Runs);
                json.Number("packs", result.Packs);
                json.Number("records", result.Records);
                json.Number("mended_records", result.MendedRecords);
                json.Text("catalog_backup", result.CatalogBackup);
                json.Array("notes", result.Notes);
                ProblemReport.WriteItems(json, result.Missing);
            },
            Text = text =>
            {
                text.Fields(
                    ("verdict", result.IsSound ? "ok" : "failed"),
                    ("nodes", $"{result.Nodes}, {result.Forks} forks, {result.Runs} runs"),
                    ("packs", $"{result.Packs}, {result.Records} records, {result.MendedRecords} mended"),
                    ("old catalog", result.CatalogBackup));
                foreach (var note in result.Notes)
                {
                    text.Line(TextOutput.Escape(note));
                }

                ProblemReport.WriteTable(text, result.Missing);
            },
        });
    }
}

using System.CommandLine;
using System.Globalization;
using Swarm.Cli.CommandLine;
using Swarm.Cli.Output;
using Swarm.Cli.Parsing;
using Swarm.Engine.States;
using Swarm.State.Comparison;

namespace Swarm.Cli.Commands.States;

/// <summary>Compares two nodes.</summary>
internal sealed class StateDiffCommand : ImmediateCommand
{
    private readonly Option<string> _reference = CommonOptions.Node("--reference", "The node to compare against");
    private readonly Option<string> _difference = CommonOptions.Node("--difference", "The node that is compared");

    public StateDiffCommand()
        : base("diff", "Compare two nodes: rows of their states by primary key, files of their workspaces.")
    {
        Add(_reference);
        Add(_difference);
        Examples = ["swarm state diff --reference branch:careful --difference branch:bold"];
    }

    protected override int Run(Invocation invocation, CancellationToken cancellationToken)
    {
        using var session = invocation.Open();
        var comparison = session.States.Compare(invocation.Node(_reference), invocation.Node(_difference), cancellationToken);
        return invocation.Write(new Report
        {
            NodeId = comparison.Difference.NodeId,
            Json = json => WriteJson(json, comparison),
            Text = text => WriteText(text, comparison),
        });
    }

    private static void WriteJson(JsonOutput json, NodeComparison comparison)
    {
        json.Text("reference_node_id", comparison.Reference.NodeId);
        json.Text("difference_node_id", comparison.Difference.NodeId);
        json.Flag("is_same", comparison.IsSame);
        json.Flag("schema_changed", comparison.State.SchemaChanged);
        json.Array("tables", comparison.State.Tables, table => json.Object(() =>
        {
            json.Text("name", table.Name);
            json.Number("added", table.Added);
            json.Number("removed", table.Removed);
            json.Number("changed", table.Changed);
            json.Text("change", table.Change.ToString().ToLowerInvariant());
            json.Flag("schema_changed", table.SchemaChanged);
        }));
        json.Array("files", comparison.Files, file => json.Object(() =>
        {
            json.Text("path", file.Path);
            json.Text("change", file.Change);
        }));
    }

    private static void WriteText(TextOutput text, NodeComparison comparison)
    {
        if (comparison.IsSame)
        {
            text.Line("Nothing differs.");
            return;
        }

        var tables = comparison.State.Tables.Where(table => table.Change != ChangeKind.Unchanged).ToArray();
        if (tables.Length > 0)
        {
            text.Table(["TABLE", "CHANGE", "ADDED", "REMOVED", "CHANGED"], tables.Select(table => new[]
            {
                table.Name, table.Change.ToString().ToLowerInvariant(), Number(table.Added), Number(table.Removed), Number(table.Changed),
            }));
        }

        if (tables.Length > 0 && comparison.Files.Count > 0)
        {
            text.Line();
        }

        if (comparison.Files.Count > 0)
        {
            text.Table(["FILE", "CHANGE"], comparison.Files.Select(file => new[] { file.Path, file.Change }));
        }
    }

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}

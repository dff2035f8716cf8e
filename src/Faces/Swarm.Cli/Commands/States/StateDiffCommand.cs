using System.CommandLine;
using System.Globalization;
using Swarm.Cli.CommandLine;
using Swarm.Cli.Output;
using Swarm.Cli.Parsing;
using Swarm.Core.Errors;
using Swarm.Engine.States;
using Swarm.State.Comparison;

namespace Swarm.Cli.Commands.States;

/// <summary>Compares two nodes.</summary>
internal sealed class StateDiffCommand : ImmediateCommand
{
    private readonly Option<string> _reference = CommonOptions.Node("--reference", "The node to compare against");
    private readonly Option<string> _difference = CommonOptions.Node("--difference", "The node that is compared");

    private readonly Option<bool> _content = new("--content")
    {
        Description = "Show what differs in the files, line by line. Binary files and those over 1 MiB are only named; folders '.git' are left out.",
    };

    private readonly Option<string[]> _paths = new("--path")
    {
        Description = "With --content, only these files, or files in these folders: a pattern as in .swarmignore; may be given more than once.",
        HelpName = "PATTERN",
    };

    public StateDiffCommand()
        : base("diff", "Compare two nodes: rows of their states by primary key, files of their workspaces.")
    {
        Add(_reference);
        Add(_difference);
        Add(_content);
        Add(_paths);
        Examples =
        [
            "swarm state diff --reference branch:careful --difference branch:bold",
            "swarm state diff --reference branch:base --difference branch:bold --content --path '*.txt'",
        ];
    }

    protected override int Run(Invocation invocation, CancellationToken cancellationToken)
    {
        using var session = invocation.Open();
        if (invocation.Get(_content))
        {
            var (reference, difference) = (session.Nodes.Get(invocation.Node(_reference)), session.Nodes.Get(invocation.Node(_difference)));
            var contents = session.Workspaces.CompareContent(
                new(reference.Record.NodeId), new(difference.Record.NodeId), invocation.Get(_paths), cancellationToken);
            return invocation.Write(new Report
            {
                NodeId = difference.Record.NodeId,
                Json = json => ContentReport.WriteMembers(json, reference.Record, difference.Record, contents),
                Text = text => ContentReport.WriteText(text, contents),
            });
        }

        if (invocation.Get(_paths) is { Length: > 0 })
        {
            throw new SwarmException(ErrorCode.SpecInvalid, "--path chooses what --content shows: add --content, or leave it out.");
        }

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

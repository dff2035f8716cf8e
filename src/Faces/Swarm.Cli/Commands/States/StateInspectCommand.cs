using System.CommandLine;
using System.Globalization;
using Swarm.Cli.CommandLine;
using Swarm.Cli.Output;
using Swarm.Cli.Parsing;
using Swarm.Engine.States;
using Swarm.State.Inspection;

namespace Swarm.Cli.Commands.States;

/// <summary>Tells what a node holds.</summary>
internal sealed class StateInspectCommand : ImmediateCommand
{
    private readonly Option<string> _node = CommonOptions.Node();

    public StateInspectCommand()
        : base("inspect", "Show the tables, rows and size of a node's state, and the size of its workspace.")
    {
        Add(_node);
        Aliases.Add("show");
        Examples = ["swarm state inspect base", "swarm state show run:run-3f9k --json"];
    }

    protected override int Run(Invocation invocation, CancellationToken cancellationToken)
    {
        using var session = invocation.Open();
        var state = session.States.Inspect(invocation.Node(_node), cancellationToken);
        return invocation.Write(new Report
        {
            RunId = state.Node.RunId,
            NodeId = state.Node.NodeId,
            Json = json => WriteJson(json, state),
            Text = text => WriteText(text, state),
        });
    }

    private static void WriteJson(JsonOutput json, NodeState state)
    {
        json.Number("size_bytes", state.State.SizeBytes);
        json.Text("schema_sha256", state.State.SchemaDigest.ToString());
        json.Number("user_version", state.State.UserVersion);
        json.Number("application_id", state.State.ApplicationId);
        json.Number("page_size", state.State.PageSize);
        json.Text("journal_mode", state.State.JournalMode);
        json.Array("lacking", state.State.Lacking);
        json.Number("file_count", state.FileCount);
        json.Number("workspace_bytes", state.WorkspaceBytes);
        json.Array("tables", state.State.Tables, table => json.Object(() =>
        {
            json.Text("name", table.Name);
            json.Number("rows", table.Rows);
            json.Flag("without_rowid", table.WithoutRowId);
            json.Flag("is_virtual", table.IsVirtual);
            json.Array("columns", table.Columns, column => WriteColumn(json, column));
        }));
    }

    private static void WriteColumn(JsonOutput json, ColumnSummary column) => json.Object(() =>
    {
        json.Text("name", column.Name);
        json.Text("type", column.Type);
        json.Flag("not_null", column.NotNull);
        json.Number("primary_key", column.PrimaryKeyOrdinal);
        json.Flag("is_generated", column.IsGenerated);
    });

    private static void WriteText(TextOutput text, NodeState state)
    {
        text.Fields(
            ("node", state.Node.NodeId),
            ("state", $"{state.State.SizeBytes} bytes, {state.State.Tables.Count} tables"),
            ("schema", state.State.SchemaDigest.ToString()),
            ("not checked", state.State.Lacking.Count == 0 ? null : string.Join(", ", state.State.Lacking)),
            ("workspace", $"{state.WorkspaceBytes} bytes, {state.FileCount} files"));
        if (state.State.Tables.Count > 0)
        {
            text.Line();
            text.Table(["TABLE", "ROWS", "COLUMNS"], state.State.Tables.Select(table => new[]
            {
                table.Name,
                table.Rows?.ToString(CultureInfo.InvariantCulture),
                string.Join(", ", table.Columns.Select(column => column.Name)),
            }));
        }
    }
}

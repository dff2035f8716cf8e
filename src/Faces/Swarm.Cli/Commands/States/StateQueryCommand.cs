using System.CommandLine;
using System.Globalization;
using Swarm.Cli.CommandLine;
using Swarm.Cli.Output;
using Swarm.Cli.Parsing;
using Swarm.State.Querying;
using Swarm.State.Rows;

namespace Swarm.Cli.Commands.States;

/// <summary>Runs read-only SQL on a node's state.</summary>
internal sealed class StateQueryCommand : ImmediateCommand
{
    private readonly Option<string> _node = CommonOptions.Node();
    private readonly Argument<string> _sql = new("SQL")
    {
        Description = "One statement that only reads; its parameters are written @name.",
    };

    private readonly Option<Dictionary<string, object?>> _parameters = new("--param")
    {
        Description = "A parameter's value: name=text, or name:=value for a number, true, false or null; may be given more than once.",
        HelpName = "NAME=VALUE",
        Arity = ArgumentArity.OneOrMore,
        CustomParser = NameValue.ParseParameters,
        DefaultValueFactory = _ => [],
    };

    private readonly Option<long?> _limit = new("--limit")
    {
        Description = "Refuse a query that gives more rows than this.",
        HelpName = "ROWS",
    };
    private readonly Option<TimeSpan?> _timeout = CommonOptions.Duration(
        "--timeout", "End the query after this time: 90s, 5m, or seconds.");

    public StateQueryCommand()
        : base("query", "Run one read-only SQL statement on a node's state.")
    {
        Add(_sql);
        Add(_node);
        Add(_parameters);
        Add(_limit);
        Add(_timeout);
        Examples =
        [
            "swarm state query --node branch:base 'select * from task where done = 0'",
            "swarm state query --node branch:base --param id:=7 --json 'select name from task where id = @id'",
        ];
    }

    protected override int Run(Invocation invocation, CancellationToken cancellationToken)
    {
        using var session = invocation.Open();
        var node = session.Nodes.Get(invocation.Node(_node)).Record;
        var limits = new StateQueryLimits { MaximumRows = invocation.Get(_limit), Timeout = invocation.Get(_timeout) };
        var rows = session.States.Query(new(node.NodeId), invocation.Require(_sql), invocation.Get(_parameters), limits, cancellationToken);
        return invocation.Write(new Report
        {
            RunId = node.RunId,
            NodeId = node.NodeId,
            Json = json => json.Array("rows", rows, row => row.WriteTo(json.Writer)),
            Text = text => WriteText(text, rows),
        });
    }

    private static void WriteText(TextOutput text, IEnumerable<StateRow> rows)
    {
        using var all = rows.GetEnumerator();
        if (all.MoveNext())
        {
            text.Table(all.Current.Columns, Cells(all));
        }
    }

    private static IEnumerable<IReadOnlyList<string?>> Cells(IEnumerator<StateRow> rows)
    {
        do
        {
            yield return [.. rows.Current.Values.Select(Format)];
        }
        while (rows.MoveNext());
    }

    private static string Format(object? value) => value switch
    {
        null => "NULL",
        byte[] blob => $"X'{Convert.ToHexString(blob)}'",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}

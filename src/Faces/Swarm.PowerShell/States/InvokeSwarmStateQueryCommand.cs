using System.Collections;
using System.Management.Automation;
using Swarm.PowerShell.Commands;
using Swarm.PowerShell.Completion;
using Swarm.PowerShell.Parameters;
using Swarm.State.Querying;
using Swarm.State.Rows;

namespace Swarm.PowerShell.States;

/// <summary>Runs one read-only SQL statement on a node's database, and gives an object a row.</summary>
/// <remarks>
/// The database is read as untrusted input: nothing can be written, attached or loaded. NULL is $null.
/// </remarks>
/// <example>
/// <code>Invoke-SwarmStateQuery 'select name from sqlite_schema' base</code>
/// <para>Queries the tip of 'base'.</para>
/// </example>
/// <example>
/// <code>Get-SwarmNode base | Invoke-SwarmStateQuery 'select @word as word' -Parameter @{ word = 'hello' }</code>
/// <para>Gives a parameter its value by name.</para>
/// </example>
[Cmdlet(VerbsLifecycle.Invoke, "SwarmStateQuery")]
[OutputType(typeof(PSObject))]
public sealed class InvokeSwarmStateQueryCommand : SwarmCommand
{
    /// <summary>The SQL statement. Parameters are written '@name'.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [Alias("Sql")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(QueryCompleter))]
    public string? Query { get; set; }

    /// <summary>The node: an id or an unambiguous beginning of it, a label, a run's id, or an object that has one of them.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("NodeId")]
    [NodeReference]
    [ArgumentCompleter(typeof(NodeCompleter))]
    public SwarmNodeReference[]? Node { get; set; }

    /// <summary>The values of the statement's parameters by name.</summary>
    [Parameter]
    [ValidateNotNull]
    public IDictionary? Parameter { get; set; }

    /// <summary>How long the statement may run, as a TimeSpan or a number of seconds. By default there is no deadline.</summary>
    [Parameter]
    [Duration]
    public TimeSpan? Timeout { get; set; }

    /// <summary>The most rows to give; a statement that has more ends in an error. By default there is no limit.</summary>
    [Parameter]
    [ValidateRange(1, long.MaxValue)]
    public long? MaximumRows { get; set; }

    private protected override IReadOnlyList<object?> Items => Node!;

    /// <inheritdoc/>
    protected override void Process()
    {
        var limits = new StateQueryLimits { Timeout = Timeout, MaximumRows = MaximumRows };
        foreach (var row in OpenSession(CurrentNode).States.Query(NodeOf(CurrentNode!), Query!, ReadParameters(), limits, Cancellation))
        {
            WriteObject(ToObject(row));
        }
    }

    private static PSObject ToObject(StateRow row)
    {
        var result = new PSObject();
        for (var index = 0; index < row.Columns.Count; index++)
        {
            result.Properties.Add(new PSNoteProperty(row.Columns[index], row.Values[index]));
        }

        return result;
    }

    private Dictionary<string, object?> ReadParameters() => (Parameter ?? new Hashtable()).Cast<DictionaryEntry>().ToDictionary(
        entry => entry.Key.ToString()!,
        entry => entry.Value is PSObject wrapped ? wrapped.BaseObject : entry.Value,
        StringComparer.Ordinal);
}

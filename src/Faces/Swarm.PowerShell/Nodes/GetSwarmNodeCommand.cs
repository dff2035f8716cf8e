using System.Management.Automation;
using Swarm.Core.Errors;
using Swarm.Engine.Runs;
using Swarm.PowerShell.Commands;
using Swarm.PowerShell.Completion;
using Swarm.PowerShell.Parameters;
using Swarm.PowerShell.Records;

namespace Swarm.PowerShell.Nodes;

/// <summary>Gets nodes: all of a store, or one.</summary>
/// <example>
/// <code>Get-SwarmNode</code>
/// <para>Lists all nodes in the order of their making.</para>
/// </example>
/// <example>
/// <code>Get-SwarmNode base</code>
/// <para>Gets the tip of the branch 'base'.</para>
/// </example>
/// <example>
/// <code>Get-SwarmNode -Label b*, careful | Sort-Object CreatedAt -Descending | Select-Object -First 5</code>
/// <para>Gets the five newest nodes of some branches.</para>
/// </example>
/// <example>
/// <code>Get-SwarmNode -IncludeRemoved | Where-Object IsRemoved</code>
/// <para>Lists the nodes that were removed.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "SwarmNode")]
[OutputType(typeof(SwarmNode))]
public sealed class GetSwarmNodeCommand : SwarmCommand
{
    /// <summary>The node: an id or an unambiguous beginning of it, a label, a run's id, or an object that has one of them. By default all nodes.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("NodeId")]
    [NodeReference]
    [ArgumentCompleter(typeof(NodeCompleter))]
    public SwarmNodeReference[]? Node { get; set; }

    /// <summary>Only nodes of these branches; wildcards are taken.</summary>
    [Parameter]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(LabelCompleter))]
    public string[]? Label { get; set; }

    /// <summary>Only nodes that were made since.</summary>
    [Parameter]
    public DateTime? Since { get; set; }

    /// <summary>No more than this many; nothing is read after them.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int First { get; set; } = int.MaxValue;

    /// <summary>Lists removed nodes too, of which only the certificate is left.</summary>
    [Parameter]
    public SwitchParameter IncludeRemoved { get; set; }

    private protected override IReadOnlyList<object?> Items => Node ?? base.Items;

    /// <inheritdoc/>
    protected override void Process()
    {
        var session = OpenSession(CurrentNode);
        var labels = new NameFilter(Label);
        var nodes = CurrentNode is null ? session.Nodes.Read(new RunFilter { Since = Since, IncludeRemoved = IncludeRemoved }) : [session.Nodes.Get(NodeOf(CurrentNode!))];
        WriteEach(nodes.Where(node => labels.Matches(node.Record.Label)).Take(First).Select(SwarmNode.From));
        if (CurrentNode is null && Since is null && First == int.MaxValue)
        {
            WriteMissing(labels, ErrorCode.NodeNotFound, label => $"There is no node of the branch '{label}': list them with Get-SwarmNode.");
        }
    }
}

using System.Management.Automation;
using Swarm.Core.Errors;
using Swarm.Engine.Nodes;
using Swarm.PowerShell.Commands;
using Swarm.PowerShell.Completion;
using Swarm.PowerShell.Parameters;
using Swarm.PowerShell.Records;

namespace Swarm.PowerShell.Runs;

/// <summary>Removes the state, workspace and capabilities of a node, or of all nodes that need not be kept. Their certificates stay.</summary>
/// <remarks>
/// Nodes that descend from a removed one are whole and still verify. A removed run is shown with the status 'removed', and the head log
/// tells of the removal. Optimize-SwarmStore gives the space back.
///
/// With -KeepLast and -OlderThan a node is removed only where each of them, and -Label, lets it go: -KeepLast 5 -OlderThan 30d keeps the
/// five newest nodes of each branch however old they are, and all that are not older than 30 days. The tips of branches stay, so that
/// each branch can be resumed, unless -KeepLast is 0; and so does what a run that is under way starts from.
/// </remarks>
/// <example>
/// <code>Remove-SwarmRun bold</code>
/// <para>Removes the tip of the branch 'bold'.</para>
/// </example>
/// <example>
/// <code>Get-SwarmRun -Status step_failed | Remove-SwarmRun -WhatIf</code>
/// <para>Shows which nodes would be removed.</para>
/// </example>
/// <example>
/// <code>Remove-SwarmRun -KeepLast 5 -OlderThan 30d -WhatIf</code>
/// <para>Shows what would go if the five newest nodes of each branch stayed, and all of the last 30 days.</para>
/// </example>
/// <example>
/// <code>Remove-SwarmRun -KeepLast 0 -Label try* -PassThru</code>
/// <para>Removes all nodes of the branches whose name begins with 'try', and lists them.</para>
/// </example>
[Cmdlet(VerbsCommon.Remove, "SwarmRun", SupportsShouldProcess = true, DefaultParameterSetName = NodeSet)]
[OutputType(typeof(SwarmNode))]
public sealed class RemoveSwarmRunCommand : SwarmCommand
{
    private const string NodeSet = "Node", RuleSet = "Retention";

    /// <summary>The node: an id or an unambiguous beginning of it, a label, a run's id, or an object that has one of them.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, ParameterSetName = NodeSet)]
    [Alias("NodeId")]
    [NodeReference]
    [ArgumentCompleter(typeof(NodeCompleter))]
    public SwarmNodeReference[]? Node { get; set; }

    /// <summary>How many of the newest nodes of each branch to keep. With 0 the tips of branches go too.</summary>
    [Parameter(ParameterSetName = RuleSet)]
    [ValidateRange(0, int.MaxValue)]
    public int? KeepLast { get; set; }

    /// <summary>Remove only what is older: 30d, 12h or a TimeSpan.</summary>
    [Parameter(ParameterSetName = RuleSet)]
    [Duration(NeedsUnit = true)]
    public TimeSpan? OlderThan { get; set; }

    /// <summary>Remove only nodes of these branches; wildcards are taken.</summary>
    [Parameter(ParameterSetName = RuleSet)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(LabelCompleter))]
    public string[]? Label { get; set; }

    /// <summary>Gives the nodes that were removed.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override IReadOnlyList<object?> Items => Node ?? base.Items;

    /// <inheritdoc/>
    protected override void Process()
    {
        var session = OpenSession(CurrentNode);
        if (CurrentNode is not null)
        {
            Remove([session.Nodes.Get(NodeOf(CurrentNode))]);
            return;
        }

        var labels = new NameFilter(Label);
        foreach (var label in session.Nodes.ListBranches())
        {
            labels.Matches(label);
        }

        WriteMissing(labels, ErrorCode.NodeNotFound, label => $"There is no node of the branch '{label}': list them with Get-SwarmNode.");
        Remove(session.Nodes.FindExpired(new RetentionRule { KeepLast = KeepLast, OlderThan = OlderThan, HasLabel = Label is null ? null : labels.Matches }));

        void Remove(IEnumerable<NodeInfo> nodes)
        {
            var wanted = nodes.Where(node => ShouldProcess($"{node.Record.NodeId} ({node.Record.Label})", "Remove state and capabilities")).ToArray();
            var removed = session.Nodes.Remove(wanted);
            if (PassThru)
            {
                WriteEach(removed.Select(SwarmNode.From));
            }
        }
    }
}

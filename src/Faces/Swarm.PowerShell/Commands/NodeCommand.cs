using System.Management.Automation;
using Swarm.PowerShell.Completion;
using Swarm.PowerShell.Parameters;

namespace Swarm.PowerShell.Commands;

/// <summary>What all cmdlets share that work on one node after the other.</summary>
public abstract class NodeCommand : SwarmCommand
{
    /// <summary>The node: an id or an unambiguous beginning of it, a label, a run's id, or an object that has one of them.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("NodeId")]
    [NodeReference]
    [ArgumentCompleter(typeof(NodeCompleter))]
    public SwarmNodeReference[]? Node { get; set; }

    private protected override IReadOnlyList<object?> Items => Node!;
}

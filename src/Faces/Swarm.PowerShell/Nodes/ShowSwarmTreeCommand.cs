using System.Management.Automation;
using Swarm.Engine.Trees;
using Swarm.PowerShell.Commands;
using Swarm.PowerShell.Completion;
using Swarm.PowerShell.Parameters;

namespace Swarm.PowerShell.Nodes;

/// <summary>Draws the tree of nodes, as text or as a Mermaid diagram.</summary>
/// <remarks>
/// The diagram can stand in a Markdown page or in a job summary, as a code block of the language mermaid.
/// </remarks>
/// <example>
/// <code>Show-SwarmTree</code>
/// <para>Draws all trees of the store.</para>
/// </example>
/// <example>
/// <code>Show-SwarmTree base -As Mermaid</code>
/// <para>Draws what descends from the tip of 'base', as a diagram.</para>
/// </example>
[Cmdlet(VerbsCommon.Show, "SwarmTree")]
[OutputType(typeof(string))]
public sealed class ShowSwarmTreeCommand : SwarmCommand
{
    /// <summary>The node to begin with: an id or an unambiguous beginning of it, a label, a run's id, or an object that has one of them. By default all roots.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("NodeId")]
    [NodeReference]
    [ArgumentCompleter(typeof(NodeCompleter))]
    public SwarmNodeReference[]? Node { get; set; }

    /// <summary>How to draw it: Text, the default, or Mermaid.</summary>
    [Parameter]
    public SwarmTreeFormat As { get; set; }

    private protected override IReadOnlyList<object?> Items => Node ?? base.Items;

    /// <inheritdoc/>
    protected override void Process() => WriteObject(OpenSession(CurrentNode).Nodes.Draw(
        CurrentNode is null ? null : NodeOf(CurrentNode!), As == SwarmTreeFormat.Mermaid ? TreeFormat.Mermaid : TreeFormat.Text));
}

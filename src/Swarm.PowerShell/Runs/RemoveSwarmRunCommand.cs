using System.Management.Automation;
using Swarm.Engine.Nodes;
using Swarm.PowerShell.Commands;

namespace Swarm.PowerShell.Runs;

/// <summary>Removes a node's state, workspace and capabilities. Its certificate stays.</summary>
/// <remarks>
/// Nodes that descend from it still verify. Optimize-SwarmStore gives the space back.
/// </remarks>
/// <example>
/// <code>Remove-SwarmRun bold</code>
/// <para>Removes the tip of the branch 'bold'.</para>
/// </example>
/// <example>
/// <code>Get-SwarmRun -Status step_failed | Remove-SwarmRun -WhatIf</code>
/// <para>Shows which nodes would be removed.</para>
/// </example>
[Cmdlet(VerbsCommon.Remove, "SwarmRun", SupportsShouldProcess = true)]
public sealed class RemoveSwarmRunCommand : NodeCommand
{
    /// <inheritdoc/>
    protected override void Process()
    {
        var session = OpenSession(CurrentNode);
        var node = session.Nodes.Get(NodeOf(CurrentNode!));
        if (ShouldProcess(node.Record.NodeId, "Remove state and capabilities"))
        {
            session.Nodes.Remove(new NodeReference(node.Record.NodeId));
        }
    }
}

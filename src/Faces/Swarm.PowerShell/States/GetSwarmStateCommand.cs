using System.Management.Automation;
using Swarm.PowerShell.Commands;
using Swarm.PowerShell.Records;

namespace Swarm.PowerShell.States;

/// <summary>Summarises what a node holds: the tables of its database, its size and schema, and its workspace.</summary>
/// <example>
/// <code>Get-SwarmState base</code>
/// <para>Summarises the tip of 'base'.</para>
/// </example>
/// <example>
/// <code>(Get-SwarmState base).Tables</code>
/// <para>Lists its tables with their rows.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "SwarmState")]
[OutputType(typeof(SwarmStateSummary))]
public sealed class GetSwarmStateCommand : NodeCommand
{
    /// <inheritdoc/>
    protected override void Process()
    {
        var session = OpenSession(CurrentNode);
        WriteObject(SwarmStateSummary.From(session.States.Inspect(NodeOf(CurrentNode!), Cancellation), session.Root));
    }
}

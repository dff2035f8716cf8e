using System.Management.Automation;
using Swarm.PowerShell.Commands;
using Swarm.PowerShell.Completion;
using Swarm.PowerShell.Parameters;
using Swarm.PowerShell.Records;

namespace Swarm.PowerShell.States;

/// <summary>Compares two nodes: their tables row by row, by primary key, and the files of their workspaces.</summary>
/// <example>
/// <code>Compare-SwarmState careful bold</code>
/// <para>Shows how 'bold' differs from 'careful'.</para>
/// </example>
/// <example>
/// <code>(Compare-SwarmState base bold).Files</code>
/// <para>Lists the files that differ.</para>
/// </example>
/// <example>
/// <code>'careful', 'bold' | Compare-SwarmState -Reference base</code>
/// <para>Compares several nodes with one.</para>
/// </example>
[Cmdlet(VerbsData.Compare, "SwarmState")]
[OutputType(typeof(SwarmStateDifference))]
public sealed class CompareSwarmStateCommand : SwarmCommand
{
    /// <summary>The node compared against: an id or an unambiguous beginning of it, a label, a run's id, or an object that has one of them.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [NodeReference]
    [ArgumentCompleter(typeof(NodeCompleter))]
    public SwarmNodeReference? Reference { get; set; }

    /// <summary>The node that is compared: an id or an unambiguous beginning of it, a label, a run's id, or an object that has one of them.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [NodeReference]
    [ArgumentCompleter(typeof(NodeCompleter))]
    [Alias("NodeId")]
    public SwarmNodeReference? Difference { get; set; }

    /// <inheritdoc/>
    protected override object? Target => Difference?.Source;

    /// <inheritdoc/>
    protected override void Process()
    {
        var session = OpenSession(Reference!.Root is null ? Difference : Reference);
        WriteObject(SwarmStateDifference.From(session.States.Compare(NodeOf(Reference), NodeOf(Difference!), Cancellation), session.Root));
    }
}

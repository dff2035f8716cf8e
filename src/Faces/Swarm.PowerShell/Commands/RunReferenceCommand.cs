using System.Management.Automation;
using Swarm.Engine.Sessions;
using Swarm.PowerShell.Completion;
using Swarm.PowerShell.Parameters;

namespace Swarm.PowerShell.Commands;

/// <summary>What all cmdlets share that work on one run after the other.</summary>
public abstract class RunReferenceCommand : SwarmCommand
{
    /// <summary>The run: its id or an unambiguous beginning of it, the label or id of the node that it made, or an object that has one of them.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("RunId")]
    [NodeReference]
    [ArgumentCompleter(typeof(RunCompleter))]
    public SwarmNodeReference[]? Run { get; set; }

    private protected override IReadOnlyList<object?> Items => Run!;

    /// <summary>The id of the run that an item names.</summary>
    /// <param name="session">The store.</param>
    protected string FindRunId(SwarmSession session) => session.Runs.Get(RunIdentity.Of(CurrentNode!)).Record.RunId;
}

using System.Management.Automation;

namespace Swarm.PowerShell.Commands;

/// <summary>What all cmdlets share that may work on several nodes side by side.</summary>
public abstract class ParallelNodeCommand : NodeCommand
{
    /// <summary>How many nodes to work on side by side. What is done first is written first.</summary>
    [Parameter]
    [ValidateRange(1, 1024)]
    public int ThrottleLimit { get; set; } = 1;

    private protected override int MostAtOnce => ThrottleLimit;
}

using System.Management.Automation;
using Swarm.PowerShell.Commands;
using Swarm.PowerShell.Records;

namespace Swarm.PowerShell.Runs;

/// <summary>Ends a run that is under way, with all its processes, in whichever process it runs.</summary>
/// <remarks>
/// A run that was ended has no node; the node that it started from is untouched. A run that has ended already is given as it is.
/// </remarks>
/// <example>
/// <code>Get-SwarmRun -Status running | Stop-SwarmRun</code>
/// <para>Ends all runs that are under way.</para>
/// </example>
[Cmdlet(VerbsLifecycle.Stop, "SwarmRun", SupportsShouldProcess = true)]
[OutputType(typeof(SwarmRun))]
public sealed class StopSwarmRunCommand : RunReferenceCommand
{
    /// <inheritdoc/>
    protected override void Process()
    {
        var session = OpenSession(Run);
        var id = FindRunId(session);
        if (ShouldProcess(id, "Stop run"))
        {
            WriteObject(SwarmRun.From(session.Runs.CancelAsync(id, Cancellation).GetAwaiter().GetResult()));
        }
    }
}

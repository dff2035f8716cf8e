using System.Management.Automation;
using Swarm.PowerShell.Parameters;
using Swarm.PowerShell.Records;

namespace Swarm.PowerShell.Runs;

/// <summary>Ends runs that are under way, with all their processes, in whichever process or on whichever backend.</summary>
/// <remarks>
/// A run that was ended has no node; the node that it started from is untouched. A run that has ended already is given as it is;
/// one that ended on its backend before it was stopped stays pending, to be collected.
/// </remarks>
/// <example>
/// <code>Get-SwarmRun -Status running | Stop-SwarmRun</code>
/// <para>Ends all runs that are under way.</para>
/// </example>
[Cmdlet(VerbsLifecycle.Stop, "SwarmRun", SupportsShouldProcess = true)]
[OutputType(typeof(SwarmRun))]
public sealed class StopSwarmRunCommand : BackendRunCommand
{
    /// <summary>How long a run on a backend may take to end of itself before it is ended by force, as a TimeSpan or a number of seconds: 2 minutes by default.</summary>
    [Parameter]
    [Duration]
    public TimeSpan? Grace { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        var session = OpenSession(CurrentNode);
        var id = FindRunId(session);
        if (ShouldProcess(id, "Stop run"))
        {
            Start(
                id,
                deadline: null,
                (access, token) => session.Runs.CancelAsync(id, access with { Grace = Grace ?? access.Grace }, token),
                reportsEnd: false);
        }
    }
}

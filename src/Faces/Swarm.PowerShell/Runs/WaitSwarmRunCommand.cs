using System.Management.Automation;
using Swarm.PowerShell.Parameters;
using Swarm.PowerShell.Records;

namespace Swarm.PowerShell.Runs;

/// <summary>Waits until runs have ended, in whichever process or on whichever backend, and writes each as it ends.</summary>
/// <remarks>A run on a backend stays pending until Receive-SwarmRun has verified what it left and taken it in.</remarks>
/// <example>
/// <code>Get-SwarmRun -Status running | Wait-SwarmRun</code>
/// <para>Waits for all runs that are under way here.</para>
/// </example>
/// <example>
/// <code>Wait-SwarmRun base</code>
/// <para>Gives the run at once where it has ended.</para>
/// </example>
/// <example>
/// <code>Get-SwarmRun -Status pending | Wait-SwarmRun | Receive-SwarmRun</code>
/// <para>Collects the runs on backends as they end.</para>
/// </example>
[Cmdlet(VerbsLifecycle.Wait, "SwarmRun")]
[OutputType(typeof(SwarmRun))]
public sealed class WaitSwarmRunCommand : BackendRunCommand
{
    /// <summary>How long to wait for a run on a backend, as a TimeSpan or a number of seconds: 6 hours by default. It goes on there all the same.</summary>
    [Parameter]
    [Duration]
    public TimeSpan? WaitTimeout { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        var session = OpenSession(CurrentNode);
        var id = FindRunId(session);
        Start(id, WaitTimeout, (access, token) => session.Runs.WaitAsync(id, access, token), reportsEnd: false);
    }
}

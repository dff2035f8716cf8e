using System.Management.Automation;
using Swarm.PowerShell.Commands;
using Swarm.PowerShell.Records;

namespace Swarm.PowerShell.Runs;

/// <summary>Waits until a run has ended, in whichever process it runs.</summary>
/// <example>
/// <code>Get-SwarmRun -Status running | Wait-SwarmRun</code>
/// <para>Waits for all runs that are under way.</para>
/// </example>
/// <example>
/// <code>Wait-SwarmRun base</code>
/// <para>Gives the run at once where it has ended.</para>
/// </example>
[Cmdlet(VerbsLifecycle.Wait, "SwarmRun")]
[OutputType(typeof(SwarmRun))]
public sealed class WaitSwarmRunCommand : RunReferenceCommand
{
    /// <inheritdoc/>
    protected override void Process()
    {
        var session = OpenSession(Run);
        WriteObject(SwarmRun.From(session.Runs.WaitAsync(FindRunId(session), Cancellation).GetAwaiter().GetResult()));
    }
}

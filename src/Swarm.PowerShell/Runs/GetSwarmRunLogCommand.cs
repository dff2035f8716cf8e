using System.Management.Automation;
using Swarm.PowerShell.Commands;

namespace Swarm.PowerShell.Runs;

/// <summary>Gets the log of a run, line by line: what its step wrote to both outputs.</summary>
/// <example>
/// <code>Get-SwarmRunLog base</code>
/// <para>Shows the log of the run that made the tip of 'base'.</para>
/// </example>
/// <example>
/// <code>Get-SwarmRun -Status running | Get-SwarmRunLog -Follow</code>
/// <para>Follows the log of a run that is under way until it ends.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "SwarmRunLog")]
[OutputType(typeof(string))]
public sealed class GetSwarmRunLogCommand : RunReferenceCommand
{
    /// <summary>Goes on until the run ends.</summary>
    [Parameter]
    public SwitchParameter Follow { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        var session = OpenSession(Run);
        foreach (var line in session.Runs.ReadLogAsync(FindRunId(session), Follow, Cancellation).ToBlockingEnumerable(Cancellation))
        {
            WriteObject(line);
        }
    }
}

using System.Management.Automation;
using System.Security;
using Swarm.Core.Text;
using Swarm.PowerShell.Commands;
using Swarm.PowerShell.Completion;
using Swarm.PowerShell.Secrets;

namespace Swarm.PowerShell.Runs;

/// <summary>Gets the log of a run, line by line: what its step wrote to both outputs.</summary>
/// <remarks>
/// For a run on a backend that was not collected yet it is the log of the backend's own jobs, which a backend gives once they
/// have ended: -Follow waits for that. What the step wrote comes sealed, and is there once the run is collected.
/// </remarks>
/// <example>
/// <code>Get-SwarmRunLog base</code>
/// <para>Shows the log of the run that made the tip of 'base'.</para>
/// </example>
/// <example>
/// <code>Get-SwarmRunLog base -Tail 50</code>
/// <para>Shows the last 50 lines.</para>
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

    /// <summary>Begins with this many of the last lines. By default with the first.</summary>
    [Parameter]
    [Alias("Last")]
    [ValidateRange(0, int.MaxValue)]
    public int? Tail { get; set; }

    /// <summary>Gives the lines as they were written. Without it, whatever would command the terminal that shows them is left out; colours stay.</summary>
    [Parameter]
    public SwitchParameter Raw { get; set; }

    /// <summary>The backend's token: a SecureString, a credential, or the name of a secret in a SecretManagement vault. By default that of its variable (GH_TOKEN, GITLAB_TOKEN), else of its own command.</summary>
    [Parameter]
    [ValidateNotNull]
    [Secret]
    [ArgumentCompleter(typeof(SecretCompleter))]
    public SecureString? Token { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        var session = OpenSession(CurrentNode);
        foreach (var line in session.Runs.ReadLogAsync(FindRunId(session), Follow, BackendCalls.Access(Token), Cancellation, Tail).ToBlockingEnumerable(Cancellation))
        {
            WriteObject(Raw ? line : TerminalLine.Of(line));
        }
    }
}

using System.Management.Automation;
using Swarm.Core.Identifiers;
using Swarm.Engine.Networking;
using Swarm.PowerShell.Commands;
using Swarm.PowerShell.Completion;
using Swarm.PowerShell.Parameters;

namespace Swarm.PowerShell.Networking;

/// <summary>Revokes tickets at the user's brokers and providers on this machine: nothing more opens under them, and what is open is cut.</summary>
/// <remarks>The list of revoked tickets is a file of the user's: where brokers or providers serve on other machines, revoke there too.</remarks>
/// <example>
/// <code>Revoke-SwarmTicket ticket-0123456789abcdefghjkmnpq</code>
/// <para>Revokes a ticket by its id.</para>
/// </example>
[Cmdlet(VerbsSecurity.Revoke, "SwarmTicket", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(string))]
public sealed class RevokeSwarmTicketCommand : SwarmCommand
{
    /// <summary>The ticket's id, or its file.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("TicketId")]
    [ValidateNotNullOrEmpty]
    [ValueOf("TicketId")]
    [ArgumentCompleter(typeof(TicketCompleter))]
    public string[]? Ticket { get; set; }

    private protected override IReadOnlyList<object?> Items => Ticket!;

    /// <inheritdoc/>
    protected override void Process()
    {
        if (ShouldProcess(Word, "Revoke the ticket"))
        {
            WriteObject(TicketService.Revoke(MakeOptions(), Identifier.IsValid(Word, Identifier.TicketPrefix) ? Word : ResolvePath(Word)));
        }
    }
}

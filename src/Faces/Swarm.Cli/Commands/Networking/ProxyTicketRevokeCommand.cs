using System.CommandLine;
using Swarm.Cli.CommandLine;
using Swarm.Cli.Output;
using Swarm.Engine.Networking;

namespace Swarm.Cli.Commands.Networking;

/// <summary>Revokes a ticket.</summary>
internal sealed class ProxyTicketRevokeCommand : ImmediateCommand
{
    private readonly Argument<string> _ticket = new("TICKET") { Description = "The ticket's id, or its file." };

    public ProxyTicketRevokeCommand()
        : base("revoke", "Revoke a ticket at your brokers and providers on this machine; what is open under it is cut.")
    {
        Add(_ticket);
        Examples = ["swarm proxy ticket revoke ticket.jws"];
    }

    protected override int Run(Invocation invocation, CancellationToken cancellationToken)
    {
        var id = TicketService.Revoke(invocation.Options, invocation.Require(_ticket));
        return invocation.Write(new Report { Json = json => json.Text("ticket_id", id), Text = text => text.Line(id) });
    }
}

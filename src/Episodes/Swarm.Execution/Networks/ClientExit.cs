using Swarm.Cryptography.Signing;
using Swarm.Networking.Tickets;

namespace Swarm.Execution.Networks;

/// <summary>What a run needs for the route through the operator's machine. It prints the ticket alone.</summary>
/// <param name="Ticket">The run's ticket.</param>
/// <param name="WorkerKey">The key that the ticket names; the caller disposes of it after the run.</param>
public sealed record ClientExit(Ticket Ticket, SigningKey WorkerKey)
{
    /// <summary>The ticket, without what authenticates it.</summary>
    public override string ToString() => Ticket.ToString();
}

using Swarm.Networking.Tickets;

namespace Swarm.Engine.Networking;

/// <summary>A ticket that was issued into a file.</summary>
/// <param name="Ticket">The ticket.</param>
/// <param name="Path">Its file.</param>
/// <param name="WorkerKeyPath">The file of the worker's private key; null where the worker has its own.</param>
public sealed record IssuedTicket(Ticket Ticket, string Path, string? WorkerKeyPath);

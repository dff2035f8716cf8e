using Swarm.Core.Errors;
using Swarm.Core.Time;
using Swarm.Cryptography.Signing;

namespace Swarm.Networking.Tickets;

/// <summary>
/// Says whether tickets hold: signed by a trusted key, in their time and not revoked. Nothing in a ticket chooses whom to trust.
/// Many threads may use it.
/// </summary>
public sealed class TicketVerifier
{
    /// <summary>How far this clock may be from the issuer's: a ticket counts from so long before its time to so long after it.</summary>
    public static readonly TimeSpan Leeway = TimeSpan.FromSeconds(30);

    private readonly IReadOnlyList<VerificationKey> _trusted;
    private readonly TicketRevocations? _revocations;
    private readonly TimeProvider _time;

    /// <summary>Makes a verifier.</summary>
    /// <param name="trusted">The keys whose tickets count.</param>
    /// <param name="revocations">The revoked tickets; null where none can be.</param>
    /// <param name="time">The clock.</param>
    public TicketVerifier(IReadOnlyList<VerificationKey> trusted, TicketRevocations? revocations, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(trusted);
        ArgumentNullException.ThrowIfNull(time);
        (_trusted, _revocations, _time) = (trusted, revocations, time);
    }

    /// <summary>Reads a ticket and requires that it holds now.</summary>
    /// <param name="text">The compact serialisation.</param>
    /// <exception cref="SwarmException">
    /// It does not (<c>ROUTE_TICKET_INVALID</c>, <c>ROUTE_TICKET_EXPIRED</c>, <c>ROUTE_TICKET_REVOKED</c>).
    /// </exception>
    public Ticket Verify(string text)
    {
        var ticket = Ticket.Parse(text);
        if (!_trusted.Any(ticket.IsSignedBy))
        {
            throw Ticket.Refuse("no key that is trusted here signed it");
        }

        RequireCurrent(ticket);
        return ticket;
    }

    /// <summary>Requires that a ticket that was verified before is still in its time and not revoked.</summary>
    /// <param name="ticket">The ticket.</param>
    /// <exception cref="SwarmException">It is not (<c>ROUTE_TICKET_EXPIRED</c>, <c>ROUTE_TICKET_REVOKED</c>), or the list of revoked ones is damaged.</exception>
    public void RequireCurrent(Ticket ticket)
    {
        ArgumentNullException.ThrowIfNull(ticket);
        RequireTime(ticket, _time.GetUtcNow(), Leeway);
        if (_revocations?.Contains(ticket.Claims.Jti) == true)
        {
            throw new SwarmException(ErrorCode.RouteTicketRevoked, $"The ticket {ticket.Claims.Jti} was revoked: have a new one issued for this run.");
        }
    }

    internal static void RequireTime(Ticket ticket, DateTimeOffset now, TimeSpan after)
    {
        if (now >= ticket.Expires + after)
        {
            throw new SwarmException(
                ErrorCode.RouteTicketExpired, $"The ticket {ticket.Claims.Jti} ended at {RecordedClock.Format(ticket.Expires)}: have a new one issued for this run.");
        }

        var begins = DateTimeOffset.FromUnixTimeSeconds(ticket.Claims.Nbf);
        if (now < begins - Leeway)
        {
            throw new SwarmException(
                ErrorCode.RouteTicketExpired, $"The ticket {ticket.Claims.Jti} holds from {RecordedClock.Format(begins)} on: wait until then, or set this machine's clock.");
        }
    }
}

using Swarm.Core.Errors;
using Swarm.Networking.Tickets;

namespace Swarm.Networking.Relay.Providers;

/// <summary>The tickets that are in use at a provider. A ticket's signature is verified once, its time and revocation with each request.</summary>
internal sealed class ActiveTickets(ProviderOptions options) : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, ActiveTicket> _tickets = new(StringComparer.Ordinal);

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _tickets.Count;
            }
        }
    }

    /// <summary>Gives a ticket that holds now.</summary>
    /// <exception cref="SwarmException">It does not (<c>ROUTE_TICKET_*</c>), or there are too many (<c>ROUTE_UNAVAILABLE</c>).</exception>
    public ActiveTicket Require(string text)
    {
        lock (_gate)
        {
            if (_tickets.TryGetValue(text, out var known))
            {
                options.Tickets.RequireCurrent(known.Ticket);
                return known;
            }
        }

        var ticket = options.Tickets.Verify(text);
        if (ticket.Claims.Session != options.Session || ticket.Claims.BrokerKey != options.Pin)
        {
            throw Ticket.Refuse("it is for another session or broker");
        }

        lock (_gate)
        {
            if (_tickets.Count >= options.MostTickets)
            {
                throw new SwarmException(ErrorCode.RouteUnavailable, $"The provider has {options.MostTickets} tickets in use and takes no further one: try again later.");
            }

            if (!_tickets.TryGetValue(text, out var active))
            {
                active = new ActiveTicket(ticket, options.MakeRoute(ticket.Claims), options.Random);
                _tickets.Add(text, active);
            }

            return active;
        }
    }

    /// <summary>Lets go of those that hold no more, and cuts what goes on under them.</summary>
    public async Task SweepAsync()
    {
        ActiveTicket[] over;
        lock (_gate)
        {
            var pairs = _tickets.Where(pair => !IsCurrent(pair.Value.Ticket)).ToArray();
            over = [.. pairs.Select(pair => pair.Value)];
            Array.ForEach(pairs, pair => _tickets.Remove(pair.Key));
        }

        foreach (var ticket in over)
        {
            await ticket.DisposeAsync();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        ActiveTicket[] all;
        lock (_gate)
        {
            all = [.. _tickets.Values];
            _tickets.Clear();
        }

        foreach (var ticket in all)
        {
            await ticket.DisposeAsync();
        }
    }

    private bool IsCurrent(Ticket ticket)
    {
        try
        {
            options.Tickets.RequireCurrent(ticket);
            return true;
        }
        catch (SwarmException)
        {
            return false;
        }
    }
}

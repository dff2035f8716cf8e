using System.Buffers.Text;
using Swarm.Core.Randomness;
using Swarm.Networking.Relay.Messages;
using Swarm.Networking.Routing;
using Swarm.Networking.Tickets;

namespace Swarm.Networking.Relay.Providers;

/// <summary>A ticket that was verified: its way out, the challenges that are still good, and what goes on under it.</summary>
internal sealed class ActiveTicket(Ticket ticket, IRoute route, RandomSource random) : IAsyncDisposable
{
    private const int MostChallenges = 4096;

    private readonly Lock _gate = new();
    private readonly HashSet<string> _challenges = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();
    private readonly CancellationTokenSource _end = new();

    public Ticket Ticket => ticket;

    public IRoute Route => route;

    /// <summary>Cancelled when the ticket holds no more.</summary>
    public CancellationToken End => _end.Token;

    /// <summary>Gives a challenge that is good for one request.</summary>
    public string Challenge()
    {
        var challenge = Base64Url.EncodeToString(random.GetBytes(Proof.NonceSize));
        lock (_gate)
        {
            _challenges.Add(challenge);
            _order.Enqueue(challenge);
            // The oldest goes; of those that were used only the order remembers.
            while (_order.Count > MostChallenges)
            {
                _challenges.Remove(_order.Dequeue());
            }
        }

        return challenge;
    }

    /// <summary>Takes a challenge back, once.</summary>
    /// <returns>Whether it was given and not taken back before.</returns>
    public bool Use(string challenge)
    {
        lock (_gate)
        {
            return _challenges.Remove(challenge);
        }
    }

    /// <summary>Cuts what goes on under it.</summary>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await route.DisposeAsync();
    }
}

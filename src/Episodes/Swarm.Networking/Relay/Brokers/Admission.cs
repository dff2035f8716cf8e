using System.Buffers.Text;
using Swarm.Core.Errors;
using Swarm.Cryptography.Signing;
using Swarm.Networking.Relay.Messages;
using Swarm.Networking.Tickets;

namespace Swarm.Networking.Relay.Brokers;

/// <summary>Decides who is let in: a provider that holds a trusted key, or the worker that a good ticket is for.</summary>
internal sealed class Admission(BrokerOptions options)
{
    /// <summary>Asks who it is, and requires the proof.</summary>
    /// <returns>The session, and the ticket of a worker or null for a provider.</returns>
    /// <exception cref="SwarmException">It is refused.</exception>
    public async Task<(string Session, Ticket? Ticket)> AskAsync(Stream stream, CancellationToken cancellationToken)
    {
        var nonce = Base64Url.EncodeToString(options.Random.GetBytes(Proof.NonceSize));
        await RelayMessage.WriteAsync(stream, new Challenge(Challenge.Protocol, nonce), RelayJson.Default.Challenge, cancellationToken);
        var introduction = await RelayMessage.ReadAsync(stream, RelayJson.Default.Introduction, cancellationToken);
        if (introduction.Ticket is null)
        {
            RequireProvider(introduction, nonce);
            return (introduction.Session!, null);
        }

        var ticket = options.Tickets.Verify(introduction.Ticket);
        var pin = options.Identity.Pin;
        return ticket.Claims.BrokerKey == pin && Proof.Verify(ticket.WorkerKey, Proof.OfWorker(pin, ticket.Claims.Jti, nonce), introduction.Signature)
            ? (ticket.Claims.Session, ticket)
            : throw Ticket.Refuse("it is for another broker, or its worker's key is not held");
    }

    private void RequireProvider(Introduction introduction, string nonce)
    {
        if (!SessionName.IsValid(introduction.Session) || !VerificationKey.TryParse(introduction.Key, out var key)
            || !options.ProviderKeys.Contains(key)
            || !Proof.Verify(key, Proof.OfProvider(options.Identity.Pin, introduction.Session, nonce), introduction.Signature))
        {
            throw new SwarmException(ErrorCode.RouteKeyRefused, "A provider's key is not trusted, or not held.");
        }
    }
}

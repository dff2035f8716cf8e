using System.Collections.Concurrent;
using System.Text.Json;
using Swarm.Core.Errors;
using Swarm.Core.Json;
using Swarm.Networking.Relay.Messages;
using Swarm.Networking.Relay.Wire;
using Swarm.Networking.Routing;

namespace Swarm.Networking.Relay.Workers;

/// <summary>A worker's connection with its broker, and the challenges that its providers gave for what is asked next.</summary>
internal sealed class WorkerConnection(Multiplexer connection, RelayedRouteOptions options)
{
    private const int MostAttempts = 4;

    private readonly ConcurrentStack<(ulong Provider, string Challenge)> _challenges = new();

    public bool IsOpen => connection.IsOpen;

    public Task<Exception> Completion => connection.Completion;

    /// <summary>Asks for a destination, or with null whether the route is there.</summary>
    /// <returns>What the provider, or the broker in its place, answered, and the stream, which the caller disposes of.</returns>
    /// <exception cref="IOException">The connection was lost, or an answer is of no form.</exception>
    public async Task<(StreamAnswer Answer, MultiplexedStream Stream)> AskAsync(Destination? destination, CancellationToken cancellationToken)
    {
        var (provider, challenge) = _challenges.TryPop(out var kept) ? kept : default;
        for (var attempt = 1; ; attempt++)
        {
            var stream = connection.Open(RelayRequest.Join(provider, Compose(destination, challenge)));
            try
            {
                (provider, var answer) = Read(await stream.ReadAnswerAsync(cancellationToken));
                challenge = answer.Challenge;
                if (answer.Verdict != StreamAnswer.Challenged || attempt == MostAttempts)
                {
                    Keep(provider, challenge);
                    return (answer, stream);
                }
            }
            catch
            {
                await stream.DisposeAsync();
                throw;
            }

            await stream.DisposeAsync();
        }
    }

    public ValueTask DisposeAsync() => connection.DisposeAsync();

    private void Keep(ulong provider, string? challenge)
    {
        if (challenge is not null)
        {
            _challenges.Push((provider, challenge));
        }
    }

    private byte[] Compose(Destination? destination, string? challenge)
    {
        var signed = challenge is null ? null : Proof.OfRequest(options.Ticket.Claims.Jti, destination?.Host, destination?.Port ?? 0, challenge);
        return JsonSerializer.SerializeToUtf8Bytes(
            new StreamRequest
            {
                Ticket = options.Ticket.Export(),
                Host = destination?.Host,
                Port = destination?.Port ?? 0,
                Challenge = challenge,
                Signature = signed is null ? null : Proof.Sign(options.WorkerKey, signed),
            },
            RelayJson.Default.StreamRequest);
    }

    private static (ulong Provider, StreamAnswer Answer) Read(byte[] bytes)
    {
        try
        {
            var (provider, content) = RelayRequest.Split(bytes);
            return (provider, StrictJson.Parse(content, RelayJson.Default.StreamAnswer, "answer", RelayMessage.MostBytes));
        }
        catch (Exception exception) when (exception is SwarmException or ArgumentException)
        {
            throw new IOException("The answer is of no form that is known here.", exception);
        }
    }
}

using System.Net.Sockets;
using System.Security.Authentication;
using Swarm.Core.Digests;
using Swarm.Core.Errors;
using Swarm.Networking.Relay.Messages;

namespace Swarm.Networking.Relay;

/// <summary>Dials a broker and is let in.</summary>
internal static class RelayDialer
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private static readonly ErrorCode[] Refusals =
    [
        ErrorCode.RouteUnavailable, ErrorCode.RouteKeyRefused, ErrorCode.RouteTicketInvalid, ErrorCode.RouteTicketExpired, ErrorCode.RouteTicketRevoked,
    ];

    /// <summary>Dials.</summary>
    /// <param name="broker">Where.</param>
    /// <param name="pin">The digest of the broker's key.</param>
    /// <param name="introduce">Answers the broker's nonce.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>The connection, on which streams may begin.</returns>
    /// <exception cref="SwarmException">It does not answer, is another, or refuses (<c>ROUTE_*</c>).</exception>
    public static async Task<Stream> DialAsync(BrokerAddress broker, Digest pin, Func<string, Introduction> introduce, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(Patience);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        Stream? stream = null;
        try
        {
            await socket.ConnectAsync(broker.Host, broker.Port, deadline.Token);
            stream = await RelayTls.DialAsync(new NetworkStream(socket, ownsSocket: true), broker, pin, deadline.Token);
            var challenge = await RelayMessage.ReadAsync(stream, RelayJson.Default.Challenge, deadline.Token);
            if (challenge.Type != Challenge.Protocol)
            {
                throw new InvalidDataException("it speaks another protocol, or a version of it that is not known here");
            }

            await RelayMessage.WriteAsync(stream, introduce(challenge.Nonce), RelayJson.Default.Introduction, deadline.Token);
            var welcome = await RelayMessage.ReadAsync(stream, RelayJson.Default.Welcome, deadline.Token);
            return welcome.Error is null ? stream : throw Refused(broker, welcome.Error);
        }
        catch (Exception exception)
        {
            socket.Dispose();
            if (stream is not null)
            {
                await stream.DisposeAsync();
            }

            cancellationToken.ThrowIfCancellationRequested();
            if (exception is SwarmException { Category: ErrorCategory.PolicyViolation })
            {
                throw;
            }

            throw IsExpected(exception) ? Unavailable(broker, exception) : exception;
        }
    }

    /// <summary>What a refusal of a broker or provider means. The words are ours, whatever the other side says.</summary>
    public static SwarmException Refused(BrokerAddress broker, string code) =>
        Array.Find(Refusals, known => known.Name == code) is { } error
            ? new SwarmException(error, error == ErrorCode.RouteKeyRefused
                ? $"The broker at {broker} does not trust this provider's key: name the key to the broker as trusted."
                : error == ErrorCode.RouteTicketExpired ? $"By the clocks at {broker} the ticket is not in its time: have a new one issued, or set the clocks."
                : error == ErrorCode.RouteTicketRevoked ? $"The ticket was revoked, say those at {broker}: have a new one issued."
                : error == ErrorCode.RouteTicketInvalid ? $"Those at {broker} do not take the ticket: it must be signed by a key that they trust, for this broker, session and worker."
                : $"The broker at {broker} takes no more connections now: try again later.")
            : new SwarmException(ErrorCode.RouteUnavailable, $"The broker at {broker} refuses, and why is not understood here.");

    private static bool IsExpected(Exception exception) => exception
        is SocketException or IOException or AuthenticationException or InvalidDataException or SwarmException or OperationCanceledException or ObjectDisposedException;

    private static SwarmException Unavailable(BrokerAddress broker, Exception cause) => new(
        ErrorCode.RouteUnavailable,
        $"The broker at {broker} cannot be reached: {(cause is OperationCanceledException ? "it did not answer in time" : cause.Message.TrimEnd('.'))}. Start it, or check its address and the way there.",
        cause);
}

using System.Buffers;
using System.Text.Json;
using Swarm.Core.Errors;
using Swarm.Core.Json;
using Swarm.Networking.Relay.Messages;
using Swarm.Networking.Relay.Wire;
using Swarm.Networking.Routing;

namespace Swarm.Networking.Relay.Providers;

/// <summary>
/// Serves the requests of workers. What the broker says of them counts for nothing: each request names its ticket and is signed by
/// the ticket's worker over a challenge of this provider's, so that neither the broker nor who listens to it can make or repeat one.
/// </summary>
internal sealed class ProviderStreams(ProviderOptions options, ActiveTickets tickets, ProviderTraffic traffic)
{
    private const int BufferSize = 32 * 1024;

    public async Task ServeAsync(MultiplexedStream stream)
    {
        try
        {
            var request = StrictJson.Parse(stream.Request, RelayJson.Default.StreamRequest, "request", RelayMessage.MostBytes);
            await ServeAsync(stream, request, tickets.Require(request.Ticket));
        }
        catch (SwarmException exception)
        {
            Answer(stream, StreamAnswer.Refused, exception.Code);
        }
    }

    private async Task ServeAsync(MultiplexedStream stream, StreamRequest request, ActiveTicket active)
    {
        if (request.Challenge is null || !active.Use(request.Challenge))
        {
            Answer(stream, StreamAnswer.Challenged, StreamAnswer.Challenged, active.Challenge());
            return;
        }

        var signed = Proof.OfRequest(active.Ticket.Claims.Jti, request.Host, request.Port, request.Challenge);
        if (!Proof.Verify(active.Ticket.WorkerKey, signed, request.Signature))
        {
            Answer(stream, StreamAnswer.Refused, ErrorCode.RouteTicketInvalid.Name);
            return;
        }

        if (request.Host is null)
        {
            Answer(stream, StreamAnswer.Allowed, RouteRules.Allowed, active.Challenge());
            return;
        }

        var answer = await OpenAsync(stream, new Destination(request.Host, request.Port), active);
        if (answer.Connection is not { } connection)
        {
            Answer(stream, answer.Verdict == RouteVerdict.Denied ? StreamAnswer.Denied : StreamAnswer.Failed, answer.Rule, active.Challenge(), answer.Address?.ToString());
            return;
        }

        await using (connection)
        {
            Answer(stream, StreamAnswer.Allowed, answer.Rule, active.Challenge(), answer.Address?.ToString());
            await RelayAsync(stream, connection, active.End);
        }
    }

    private async Task<RouteAnswer> OpenAsync(MultiplexedStream stream, Destination destination, ActiveTicket active)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(active.End);
        deadline.CancelAfter(options.OpenTimeout);
        var open = active.Route.OpenAsync(destination, deadline.Token).AsTask();
        if (await Task.WhenAny(open, stream.Severed) != open)
        {
            await deadline.CancelAsync();
        }

        try
        {
            return await open;
        }
        catch (OperationCanceledException)
        {
            return new RouteAnswer(RouteVerdict.Failed, RouteRules.RouteGone, null, null);
        }
    }

    private async Task RelayAsync(MultiplexedStream worker, IRouteConnection destination, CancellationToken end)
    {
        using var cut = CancellationTokenSource.CreateLinkedTokenSource(end);
        var up = worker.CopyToAsync(destination, traffic.CountUp, cut.Token);
        var down = CopyAsync(destination, worker, cut.Token);
        await TwoWays.RunAsync(up, down, worker.Severed, async () =>
        {
            await cut.CancelAsync();
            await worker.DisposeAsync();
            await destination.DisposeAsync();
        });
    }

    private async Task CopyAsync(IRouteConnection source, MultiplexedStream destination, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            for (int count; (count = await source.ReadAsync(buffer, cancellationToken)) > 0;)
            {
                await destination.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
                traffic.CountDown(count);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        await destination.CompleteWritesAsync(cancellationToken);
    }

    private static void Answer(MultiplexedStream stream, string verdict, string rule, string? challenge = null, string? address = null) =>
        stream.Answer(JsonSerializer.SerializeToUtf8Bytes(
            new StreamAnswer { Verdict = verdict, Rule = rule, Address = address, Challenge = challenge }, RelayJson.Default.StreamAnswer));
}

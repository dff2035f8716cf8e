using System.Text.Json;
using Swarm.Core.Errors;
using Swarm.Networking.Relay.Messages;
using Swarm.Networking.Relay.Wire;
using Swarm.Networking.Tickets;

namespace Swarm.Networking.Relay.Brokers;

/// <summary>Brings a worker's streams to the providers of its session. What is asked and answered is not looked into.</summary>
internal sealed class WorkerStreams(BrokerOptions options, BrokerTraffic traffic, BrokerSession session, Ticket ticket)
{
    private const int MostProvidersTried = 3;

    public async Task ServeAsync(MultiplexedStream stream)
    {
        if (stream.Request.Length < RelayRequest.NumberSize)
        {
            return;
        }

        try
        {
            options.Tickets.RequireCurrent(ticket);
        }
        catch (SwarmException exception)
        {
            Answer(stream, StreamAnswer.Refused, exception.Code);
            return;
        }

        var (preferred, request) = RelayRequest.Split(stream.Request);
        var tried = new List<ulong>();
        while (!stream.Severed.IsCompleted && tried.Count < MostProvidersTried && session.Pick(preferred, tried) is { } provider)
        {
            tried.Add(provider.Number);
            var (outward, answer) = await OpenAsync(provider, request, stream.Severed);
            if (outward is null)
            {
                continue;
            }

            await using (outward)
            {
                stream.Answer(RelayRequest.Join(provider.Number, answer));
                await RelayAsync(stream, outward);
            }

            return;
        }

        Answer(stream, StreamAnswer.Failed, RouteRules.RouteGone);
    }

    // A provider that is gone before it answered has connected nothing that anybody waits for: another one is asked.
    private async Task<(MultiplexedStream? Stream, byte[] Answer)> OpenAsync(ProviderConnection provider, ReadOnlyMemory<byte> request, Task abandoned)
    {
        MultiplexedStream? outward = null;
        try
        {
            using var deadline = new CancellationTokenSource(options.AnswerTimeout);
            outward = provider.Connection.Open(request.Span);
            var answer = outward.ReadAnswerAsync(deadline.Token);
            await Task.WhenAny(answer, abandoned);
            return answer.IsCompleted ? (outward, await answer) : throw new IOException("Nobody waits for the answer any more.");
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            if (outward is not null)
            {
                await outward.DisposeAsync();
            }

            return (null, []);
        }
    }

    private async Task RelayAsync(MultiplexedStream worker, MultiplexedStream provider)
    {
        var up = worker.CopyToAsync(provider, traffic.CountUp, CancellationToken.None);
        var down = provider.CopyToAsync(worker, traffic.CountDown, CancellationToken.None);
        await TwoWays.RunAsync(up, down, Task.WhenAny(worker.Severed, provider.Severed), async () =>
        {
            await worker.DisposeAsync();
            await provider.DisposeAsync();
        });
    }

    private static void Answer(MultiplexedStream stream, string verdict, string rule) => stream.Answer(RelayRequest.Join(
        0, JsonSerializer.SerializeToUtf8Bytes(new StreamAnswer { Verdict = verdict, Rule = rule }, RelayJson.Default.StreamAnswer)));
}

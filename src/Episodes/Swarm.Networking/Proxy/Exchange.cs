using Swarm.Networking.Http;
using Swarm.Networking.Routing;

namespace Swarm.Networking.Proxy;

/// <summary>
/// One request in absolute form and its answer. The server has a connection for it alone, so that whatever it sends can belong
/// to no other request; the client keeps its own where both messages ended where they said.
/// </summary>
internal sealed class Exchange(RequestHead request, BufferedInput client, IRouteConnection clientOutput, MeteredConnection host)
{
    private const int MostInterimAnswers = 16;

    /// <summary>Whether the client was told anything yet.</summary>
    public bool HasAnswered { get; private set; }

    /// <summary>Whether all of the request went out.</summary>
    public bool HasSent { get; private set; }

    /// <summary>Passes request and answer on.</summary>
    /// <param name="mayKeep">Whether the client's connection may be kept.</param>
    /// <param name="cancellationToken">Ends both.</param>
    /// <returns>Whether it can be.</returns>
    public async Task<bool> RunAsync(bool mayKeep, CancellationToken cancellationToken)
    {
        await host.WriteAsync(HeadWriter.Request(request), cancellationToken);
        if (request.Framing.Kind == BodyKind.None)
        {
            HasSent = true;
            return await ReceiveAsync(mayKeep, cancellationToken);
        }

        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var sending = SendBodyAsync(both.Token);
        var receiving = ReceiveAsync(mayKeep, both.Token);
        try
        {
            if (await Task.WhenAny(sending, receiving) == sending)
            {
                await sending;
            }

            // An answer that comes before the body's end leaves the client's connection in the middle of it.
            return await receiving && HasSent;
        }
        finally
        {
            await both.CancelAsync();
            await Task.WhenAll(sending, receiving).ContinueWith(_ => { }, TaskScheduler.Default);
        }
    }

    private async Task SendBodyAsync(CancellationToken cancellationToken)
    {
        try
        {
            await BodyRelay.RelayAsync(client, host, request.Framing, writesChunks: true, RequestHead.Refuse, cancellationToken);
            HasSent = true;
        }
        catch (IOException) when (host.HasRefusedWrites)
        {
            // A server may answer, and close, before it has the whole body: the answer says why.
        }
    }

    private async Task<bool> ReceiveAsync(bool mayKeep, CancellationToken cancellationToken)
    {
        using var input = new BufferedInput(host);
        var reader = new HeadReader(input, ResponseHead.Refuse);
        for (var count = 0; count < MostInterimAnswers; count++)
        {
            var lines = await ReadHeadAsync(reader, cancellationToken);
            var response = ResponseHead.Parse(lines, request.Method);
            if (response.IsInterim)
            {
                if (!request.IsVersion10)
                {
                    await clientOutput.WriteAsync(HeadWriter.Response(response, BodyKind.None, isLast: false), cancellationToken);
                }

                continue;
            }

            var kind = response.Framing.Kind == BodyKind.Chunked && request.IsVersion10 ? BodyKind.UntilClose : response.Framing.Kind;
            var isLast = !mayKeep || !HasSent || request.IsVersion10 || request.Fields.AsksToClose || kind == BodyKind.UntilClose;
            HasAnswered = true;
            await clientOutput.WriteAsync(HeadWriter.Response(response, kind, isLast), cancellationToken);
            await BodyRelay.RelayAsync(input, clientOutput, response.Framing, kind == BodyKind.Chunked, ResponseHead.Refuse, cancellationToken);
            return !isLast;
        }

        throw ResponseHead.Refuse(0, "It has too many interim answers.");
    }

    private static async Task<List<string>> ReadHeadAsync(HeadReader reader, CancellationToken cancellationToken)
    {
        try
        {
            return await reader.ReadAsync(cancellationToken) ?? throw ResponseHead.Refuse(0, "It closed the connection without one.");
        }
        catch (IOException)
        {
            throw ResponseHead.Refuse(0, "It cut the connection.");
        }
    }
}

using System.Net.Sockets;
using Swarm.Core.Errors;
using Swarm.Networking.Dialing;
using Swarm.Networking.Http;
using Swarm.Networking.Receipts;
using Swarm.Networking.Routing;

namespace Swarm.Networking.Proxy;

/// <summary>One client of the proxy.</summary>
internal sealed class ProxyConnection : IDisposable
{
    private static readonly byte[] Established = "HTTP/1.1 200 Connection established\r\n\r\n"u8.ToArray();

    private readonly Socket _socket;
    private readonly SocketConnection _client;
    private readonly BufferedInput _input;
    private readonly IRoute _route;
    private readonly ReceiptLog _receipts;
    private readonly WorkerProxyOptions _options;
    private readonly ConnectionWatch _watch;
    private volatile ConnectionPhase _phase;
    private volatile bool _isStopping;
    private bool _isHead;

    public ProxyConnection(Socket socket, IRoute route, ReceiptLog receipts, WorkerProxyOptions options)
    {
        socket.NoDelay = true;
        _socket = socket;
        _client = new SocketConnection(socket);
        _input = new BufferedInput(_client);
        (_route, _receipts, _options) = (route, receipts, options);
        _watch = new ConnectionWatch(options.IdleTimeout);
    }

    public void Check(long now) => _watch.Check(now);

    /// <summary>Takes no further request.</summary>
    public void BeginStop()
    {
        _isStopping = true;
        if (_phase == ConnectionPhase.Waiting)
        {
            _watch.Cancel();
        }
    }

    public void Abort() => _watch.Cancel();

    /// <summary>Serves the client to the end of its connection.</summary>
    public async Task RunAsync()
    {
        try
        {
            var isFirst = true;
            while (await ServeAsync(isFirst))
            {
                isFirst = false;
            }

            if (_phase != ConnectionPhase.Committed)
            {
                await PartingWords.LingerAsync(_client);
            }
        }
        catch (HttpRefusal refusal)
        {
            await RefuseAsync(refusal.Status, refusal.Message);
        }
        catch (SwarmException exception)
        {
            await RefuseAsync(503, exception.Message);
        }
        catch (OperationCanceledException) when (_watch.HasExpired)
        {
            await ExpireAsync();
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // Cut by the client or by the proxy's end: nobody is there to be told.
        }
        finally
        {
            Dispose();
        }
    }

    public void Dispose()
    {
        _input.Dispose();
        _client.Close();
    }

    private async Task<bool> ServeAsync(bool isFirst)
    {
        _phase = ConnectionPhase.Waiting;
        _watch.Allow(isFirst ? _options.HeadTimeout : _options.IdleTimeout);
        if (_isStopping || (_input.Unread.Length == 0 && !await _input.FillAsync(0, _watch.Token)))
        {
            return false;
        }

        _phase = ConnectionPhase.Head;
        if (!isFirst)
        {
            _watch.Allow(_options.HeadTimeout);
        }

        var lines = await new HeadReader(_input, RequestHead.Refuse).ReadAsync(_watch.Token);
        var request = RequestHead.Parse(lines!);
        _isHead = request.Method == "HEAD";
        RefuseEarlyBytes(request);
        _phase = ConnectionPhase.Opening;
        _watch.Allow(_options.OpenTimeout);
        return await OpenAsync(request);
    }

    private async Task<bool> OpenAsync(RequestHead request)
    {
        if (!_receipts.TryReserve())
        {
            throw new HttpRefusal(503, "No receipt can be written, so nothing is let through.");
        }

        var (time, bytesUp, bytesDown) = (_options.Clock.GetUtcNow(), 0L, 0L);
        var answer = new RouteAnswer(RouteVerdict.Failed, "interrupted", null, null);
        try
        {
            answer = await _route.OpenAsync(request.Destination, _watch.Token);
            if (answer.Connection is null)
            {
                throw OwnAnswer.Of(answer);
            }

            _watch.Touch();
            await using var host = answer.Connection;
            if (request.IsConnect)
            {
                RefuseEarlyBytes(request);
                var tunnel = new Tunnel(_client, host, _watch);
                try
                {
                    _input.Dispose();
                    _phase = ConnectionPhase.Committed;
                    await _client.WriteAsync(Established, _watch.Token);
                    await tunnel.RunAsync();
                    return false;
                }
                finally
                {
                    (bytesUp, bytesDown) = (tunnel.BytesUp, tunnel.BytesDown);
                }
            }

            var metered = new MeteredConnection(host, _watch);
            try
            {
                return await ExchangeAsync(request, metered);
            }
            finally
            {
                (bytesUp, bytesDown) = (metered.BytesUp, metered.BytesDown);
            }
        }
        finally
        {
            _receipts.Write(Receipt.Of(time, request.Destination, answer, bytesUp, bytesDown));
        }
    }

    private async Task<bool> ExchangeAsync(RequestHead request, MeteredConnection host)
    {
        _phase = ConnectionPhase.Exchange;
        var exchange = new Exchange(request, _input, _client, host);
        try
        {
            return await exchange.RunAsync(!_isStopping, _watch.Token);
        }
        catch when (exchange.HasAnswered)
        {
            // Half an answer is out: the client must learn that it is half.
            _phase = ConnectionPhase.Committed;
            throw;
        }
        catch (IOException) when (host.HasRefusedWrites)
        {
            throw ResponseHead.Refuse(0, "It cut the connection.");
        }
    }

    // Whatever stands behind CONNECT before its answer could be taken for a request by one and for a tunnel's bytes by another.
    private void RefuseEarlyBytes(RequestHead request)
    {
        if (request.IsConnect && (_input.Unread.Length > 0 || _socket.Available > 0))
        {
            throw HttpRefusal.BadRequest("Bytes came behind CONNECT before its answer.");
        }
    }

    private Task ExpireAsync() => _phase switch
    {
        ConnectionPhase.Waiting or ConnectionPhase.Head => RefuseAsync(408, "The request did not come in time."),
        ConnectionPhase.Opening or ConnectionPhase.Exchange => RefuseAsync(504, "Nothing moved for too long."),
        _ => Task.CompletedTask,
    };

    private Task RefuseAsync(int status, string line) =>
        _phase == ConnectionPhase.Committed ? Task.CompletedTask : PartingWords.SendAsync(_client, OwnAnswer.Of(status, line, _isHead));
}

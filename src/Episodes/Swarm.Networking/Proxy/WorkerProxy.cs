using System.Collections.Concurrent;
using System.Net.Sockets;
using Swarm.Networking.Dialing;
using Swarm.Networking.Receipts;
using Swarm.Networking.Routing;

namespace Swarm.Networking.Proxy;

/// <summary>
/// The proxy beside a step: HTTP CONNECT and requests in absolute form (RFC 9110, RFC 9112), each connection decided by a
/// route and written down. A message that two readers could read differently is refused.
/// </summary>
public sealed class WorkerProxy : IAsyncDisposable
{
    private const int MostRefusals = 128;

    private static readonly TimeSpan LastMoment = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan AcceptPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan MostPause = TimeSpan.FromSeconds(1);

    private readonly Socket _listener;
    private readonly IRoute _route;
    private readonly ReceiptLog _receipts;
    private readonly WorkerProxyOptions _options;
    private readonly ConcurrentDictionary<ProxyConnection, Task> _connections = new();
    private readonly CancellationTokenSource _ended = new();
    private readonly Task _accepting;
    private readonly Task _watching;
    private volatile bool _isStopping;
    private int _refusals;

    private WorkerProxy(Socket listener, IRoute route, ReceiptLog receipts, WorkerProxyOptions options)
    {
        (_listener, _route, _receipts, _options) = (listener, route, receipts, options);
        _accepting = Task.Run(AcceptAsync);
        _watching = WatchAsync();
    }

    /// <summary>How many clients are connected.</summary>
    public int Connections => _connections.Count;

    /// <summary>Begins to serve.</summary>
    /// <param name="listener">A stream socket that listens, wherever it was made; the proxy disposes of it.</param>
    /// <param name="route">What decides and connects; the caller disposes of it, after the proxy.</param>
    /// <param name="receipts">Where each decision is written; the caller completes it, after the proxy.</param>
    /// <param name="options">The limits; null for the usual.</param>
    /// <exception cref="ArgumentOutOfRangeException">A time of the options is none.</exception>
    public static WorkerProxy Start(Socket listener, IRoute route, ReceiptLog receipts, WorkerProxyOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(listener);
        ArgumentNullException.ThrowIfNull(route);
        ArgumentNullException.ThrowIfNull(receipts);
        options ??= new WorkerProxyOptions();
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(options.HeadTimeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(options.IdleTimeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(options.OpenTimeout, TimeSpan.Zero);
        return new WorkerProxy(listener, route, receipts, options);
    }

    /// <summary>Takes no more clients and no more requests, lets those under way come to their end, then cuts them. Every receipt is written after it.</summary>
    /// <param name="drain">How long they may take.</param>
    public async Task StopAsync(TimeSpan drain)
    {
        _isStopping = true;
        _listener.Dispose();
        await _accepting;
        foreach (var connection in _connections.Keys)
        {
            connection.BeginStop();
        }

        if (!await EndAsync(drain))
        {
            foreach (var connection in _connections.Keys)
            {
                connection.Abort();
            }

            await EndAsync(LastMoment);
        }

        await _ended.CancelAsync();
        await _watching;
    }

    /// <summary>Stops at once.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_ended.IsCancellationRequested)
        {
            await StopAsync(TimeSpan.Zero);
        }

        _ended.Dispose();
    }

    private async Task<bool> EndAsync(TimeSpan time)
    {
        try
        {
            await Task.WhenAll(_connections.Values).WaitAsync(time);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private async Task AcceptAsync()
    {
        while (!_isStopping)
        {
            try
            {
                var socket = await _listener.AcceptAsync();
                try
                {
                    Serve(socket);
                }
                catch (SocketException)
                {
                    // It left before it was served.
                    socket.Dispose();
                }
            }
            catch (ObjectDisposedException)
            {
                return;
            }
            catch (SocketException)
            {
                // The listener's end, or no descriptor to be had, which passes.
                await Task.Delay(AcceptPause);
            }
        }
    }

    private void Serve(Socket socket)
    {
        if (_connections.Count >= _options.MostConnections)
        {
            _ = RefuseAsync(socket);
            return;
        }

        var connection = new ProxyConnection(socket, _route, _receipts, _options);
        var serving = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _connections[connection] = serving.Task;
        _ = ServeAsync(connection, serving);
    }

    private async Task ServeAsync(ProxyConnection connection, TaskCompletionSource serving)
    {
        try
        {
            await connection.RunAsync();
        }
        finally
        {
            _connections.TryRemove(connection, out _);
            serving.SetResult();
        }
    }

    private async Task RefuseAsync(Socket socket)
    {
        try
        {
            if (Interlocked.Increment(ref _refusals) <= MostRefusals)
            {
                await PartingWords.SendAsync(new SocketConnection(socket), OwnAnswer.Of(503, "There are too many connections now."));
            }
        }
        finally
        {
            Interlocked.Decrement(ref _refusals);
            socket.Dispose();
        }
    }

    private async Task WatchAsync()
    {
        var shortest = _options.HeadTimeout < _options.IdleTimeout ? _options.HeadTimeout : _options.IdleTimeout;
        var pause = shortest / 4 < MostPause ? shortest / 4 : MostPause;
        try
        {
            using var timer = new PeriodicTimer(pause);
            while (await timer.WaitForNextTickAsync(_ended.Token))
            {
                var now = Environment.TickCount64;
                foreach (var (connection, _) in _connections)
                {
                    connection.Check(now);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The end.
        }
    }
}

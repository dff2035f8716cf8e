using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Swarm.Core.Digests;
using Swarm.Core.Errors;
using Swarm.Networking.Relay.Messages;
using Swarm.Networking.Relay.Wire;
using Swarm.Networking.Tickets;

namespace Swarm.Networking.Relay.Brokers;

/// <summary>
/// Where providers and workers meet. It lets in whom it can verify, brings each stream of a worker to the provider of its session
/// that has least to do, and looks into none.
/// </summary>
public sealed class Broker : IAsyncDisposable
{
    private static readonly TimeSpan SweepInterval = TimeSpan.FromSeconds(1);

    private readonly BrokerOptions _options;
    private readonly Admission _admission;
    private readonly BrokerSessions _sessions = new();
    private readonly BrokerTraffic _traffic = new();
    private readonly ConcurrentDictionary<Multiplexer, Ticket?> _connections = new();
    private readonly CancellationTokenSource _end = new();
    private readonly SemaphoreSlim _handshakes;
    private readonly Socket _listener;
    private readonly Task _work;
    private int _count;
    private long _providers;

    private Broker(BrokerOptions options, Socket listener)
    {
        (_options, _listener, _admission, _handshakes) = (options, listener, new Admission(options), new SemaphoreSlim(options.MostHandshakes));
        Endpoint = (IPEndPoint)listener.LocalEndPoint!;
        _work = Task.WhenAll(Task.Run(AcceptAsync), Task.Run(SweepAsync));
    }

    /// <summary>Where it listens.</summary>
    public IPEndPoint Endpoint { get; }

    /// <summary>The digest of its key, which tickets and providers pin.</summary>
    public Digest Pin => _options.Identity.Pin;

    /// <summary>What it does at the moment.</summary>
    public BrokerStatus Status => new(_sessions.Status, Volatile.Read(ref _count), _traffic.Refused, _traffic.Up, _traffic.Down);

    /// <summary>Begins to listen.</summary>
    /// <param name="options">How it works.</param>
    /// <exception cref="SwarmException">The address cannot be listened on (<c>ROUTE_UNAVAILABLE</c>).</exception>
    public static Broker Start(BrokerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var listener = new Socket(options.Listen.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            listener.Bind(options.Listen);
            listener.Listen(backlog: 512);
            return new Broker(options, listener);
        }
        catch (SocketException exception)
        {
            listener.Dispose();
            throw new SwarmException(
                ErrorCode.RouteUnavailable, $"The broker cannot listen on {options.Listen}: {exception.Message}. Name another address or port, or end what listens there.", exception);
        }
    }

    /// <summary>Takes nobody and nothing new, and waits until the streams that are open have come to their end.</summary>
    /// <param name="patience">After which time what is left is cut.</param>
    public async Task StopAsync(TimeSpan patience)
    {
        _listener.Dispose();
        // Workers first: it is their streams that end.
        await Task.WhenAll(_connections.Where(pair => pair.Value is not null).Select(pair => pair.Key.DrainAsync(patience)));
        await Task.WhenAll(_connections.Keys.Select(connection => connection.DrainAsync(patience)));
        await DisposeAsync();
    }

    /// <summary>Ends at once; all streams are cut.</summary>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Dispose();
        await Task.WhenAll(_connections.Keys.Select(connection => connection.DisposeAsync().AsTask()));
        await _work;
    }

    private async Task AcceptAsync()
    {
        while (!_end.IsCancellationRequested)
        {
            try
            {
                await _handshakes.WaitAsync(_end.Token);
                var socket = await _listener.AcceptAsync(_end.Token);
                _ = Task.Run(() => ServeAsync(socket));
            }
            catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
            catch (SocketException)
            {
                // One connection that failed, or no descriptor left: the next may go.
                _handshakes.Release();
                if (!_listener.SafeHandle.IsInvalid && !_listener.SafeHandle.IsClosed)
                {
                    await Task.Delay(20);
                    continue;
                }

                return;
            }
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        var isAdmitting = true;
        try
        {
            if (Interlocked.Increment(ref _count) > _options.MostConnections)
            {
                _traffic.CountRefused();
                return;
            }

            socket.NoDelay = true;
            var (stream, session, ticket) = await AdmitAsync(socket);
            if (stream is null)
            {
                _traffic.CountRefused();
                return;
            }

            isAdmitting = false;
            _handshakes.Release();
            await (ticket is null ? ServeProviderAsync(stream, session) : ServeWorkerAsync(stream, ticket));
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // It is gone, and with it what it had.
        }
        finally
        {
            socket.Dispose();
            Interlocked.Decrement(ref _count);
            if (isAdmitting)
            {
                _handshakes.Release();
            }
        }
    }

    private async Task<(Stream? Stream, string Session, Ticket? Ticket)> AdmitAsync(Socket socket)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(_end.Token);
        deadline.CancelAfter(_options.HandshakeTimeout);
        Stream? stream = null;
        try
        {
            stream = await RelayTls.AcceptAsync(new NetworkStream(socket, ownsSocket: true), _options.Identity, deadline.Token);
            var (session, ticket) = await _admission.AskAsync(stream, deadline.Token);
            return (stream, session, ticket);
        }
        catch (SwarmException exception) when (stream is not null && exception.Category == ErrorCategory.PolicyViolation)
        {
            await RefuseAsync(stream, exception.ErrorCode, deadline.Token);
        }
        catch (Exception)
        {
            // Whatever a stranger sends is no reason to say more than goodbye.
            if (stream is not null)
            {
                await stream.DisposeAsync();
            }
        }

        return (null, string.Empty, null);
    }

    private async Task ServeProviderAsync(Stream stream, string name)
    {
        var connection = new Multiplexer(stream, isDialer: false, _options.Connection, accept: null);
        var provider = new ProviderConnection((ulong)Interlocked.Increment(ref _providers), connection);
        if (_sessions.Join(name, session => session.TryAdd(provider, _options.MostProviders)) is not { } joined)
        {
            _traffic.CountRefused();
            await RefuseAsync(stream, ErrorCode.RouteUnavailable, _end.Token);
            return;
        }

        try
        {
            await RunAsync(stream, connection, ticket: null);
        }
        finally
        {
            _sessions.Leave(joined, () => joined.Remove(provider));
        }
    }

    private async Task ServeWorkerAsync(Stream stream, Ticket ticket)
    {
        WorkerStreams? streams = null;
        var connection = new Multiplexer(stream, isDialer: false, _options.Connection, worker => streams!.ServeAsync(worker));
        var joined = _sessions.Join(ticket.Claims.Session, session =>
        {
            session.Add(connection);
            return true;
        })!;
        streams = new WorkerStreams(_options, _traffic, joined, ticket);
        try
        {
            await RunAsync(stream, connection, ticket);
        }
        finally
        {
            _sessions.Leave(joined, () => joined.Remove(connection));
        }
    }

    private async Task RunAsync(Stream stream, Multiplexer connection, Ticket? ticket)
    {
        _connections[connection] = ticket;
        try
        {
            await RelayMessage.WriteAsync(stream, new Welcome(Error: null), RelayJson.Default.Welcome, _end.Token);
            connection.Start();
            await connection.Completion.WaitAsync(_end.Token);
        }
        finally
        {
            await connection.DisposeAsync();
            _connections.TryRemove(connection, out _);
        }
    }

    private static async Task RefuseAsync(Stream stream, ErrorCode error, CancellationToken cancellationToken)
    {
        try
        {
            await RelayMessage.WriteAsync(stream, new Welcome(error.Name), RelayJson.Default.Welcome, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // It went away before it could be told.
        }
        finally
        {
            await stream.DisposeAsync();
        }
    }

    // A ticket that ended or was revoked ends what came with it, and not only what would come.
    private async Task SweepAsync()
    {
        using var timer = new PeriodicTimer(SweepInterval);
        try
        {
            while (await timer.WaitForNextTickAsync(_end.Token))
            {
                foreach (var (connection, ticket) in _connections)
                {
                    if (ticket is not null && !IsCurrent(ticket))
                    {
                        await connection.DisposeAsync();
                    }
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The broker ends.
        }
    }

    private bool IsCurrent(Ticket ticket)
    {
        try
        {
            _options.Tickets.RequireCurrent(ticket);
            return true;
        }
        catch (SwarmException)
        {
            return false;
        }
    }
}

using System.Net;
using Swarm.Core.Errors;
using Swarm.Networking.Relay;
using Swarm.Networking.Relay.Messages;
using Swarm.Networking.Relay.Wire;
using Swarm.Networking.Relay.Workers;
using Swarm.Networking.Tickets;

namespace Swarm.Networking.Routing;

/// <summary>
/// The way out through another machine (<c>client_exit</c>): a provider connects, a broker brings the bytes. A broker that is lost is
/// dialled again; streams that it carried are cut. When the ticket ends, nothing new opens and what is open is cut.
/// </summary>
public sealed class RelayedRoute : IRoute
{
    private static readonly TimeSpan WatchInterval = TimeSpan.FromMilliseconds(250);

    private readonly RelayedRouteOptions _options;
    private readonly BrokerAddress _broker;
    private readonly SemaphoreSlim _dialling = new(1);
    private readonly CancellationTokenSource _end = new();
    private readonly Task _watch;
    private readonly Lock _gate = new();
    private readonly List<WorkerConnection> _connections = [];
    private volatile WorkerConnection? _connection;
    private volatile SwarmException? _fault;

    /// <summary>Takes a ticket; nothing is dialled before the first use.</summary>
    /// <param name="options">Ticket, key and bounds.</param>
    /// <exception cref="SwarmException">The ticket is for another run or worker's key (<c>ROUTE_TICKET_INVALID</c>).</exception>
    public RelayedRoute(RelayedRouteOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _broker = BrokerAddress.Parse(options.Ticket.Claims.Broker);
        if (!options.Ticket.WorkerKey.Equals(options.WorkerKey.PublicKey))
        {
            throw Ticket.Refuse("it is for another worker's key than the one at hand");
        }

        if (options.RunId is { } run && options.Ticket.Claims.RunId != run)
        {
            throw Ticket.Refuse($"it is for the run {options.Ticket.Claims.RunId}, and this is {run}");
        }

        _watch = Task.Run(WatchAsync);
    }

    /// <inheritdoc/>
    /// <remarks>Proves it from end to end: the broker's key, the ticket at broker and provider, and that a provider is there.</remarks>
    public async Task ProbeAsync(CancellationToken cancellationToken)
    {
        using var deadline = LinkDeadline(cancellationToken);
        StreamAnswer answer;
        try
        {
            var connection = await ConnectAsync(deadline.Token);
            (answer, var stream) = await connection.AskAsync(destination: null, deadline.Token);
            await stream.DisposeAsync();
        }
        catch (Exception exception) when (exception is IOException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw Unavailable(exception);
        }

        switch (answer.Verdict)
        {
            case StreamAnswer.Allowed:
                return;
            case StreamAnswer.Refused:
                throw RelayDialer.Refused(_broker, answer.Rule);
            default:
                throw Unavailable(cause: null);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<RouteAnswer> OpenAsync(Destination destination, CancellationToken cancellationToken)
    {
        using var deadline = LinkDeadline(cancellationToken);
        try
        {
            var connection = await ConnectPatientlyAsync(deadline.Token);
            var (answer, stream) = await connection.AskAsync(destination, deadline.Token);
            var address = IPAddress.TryParse(answer.Address, out var parsed) ? parsed : null;
            if (answer.Verdict == StreamAnswer.Allowed)
            {
                return new RouteAnswer(RouteVerdict.Allowed, answer.Rule, address, stream);
            }

            await stream.DisposeAsync();
            return answer.Verdict switch
            {
                StreamAnswer.Denied => new RouteAnswer(RouteVerdict.Denied, answer.Rule, address, null),
                StreamAnswer.Failed => new RouteAnswer(RouteVerdict.Failed, answer.Rule, address, null),
                StreamAnswer.Refused => Refuse(RelayDialer.Refused(_broker, answer.Rule)),
                _ => Gone(),
            };
        }
        catch (SwarmException exception)
        {
            return Refuse(exception);
        }
        catch (Exception exception) when (exception is IOException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return Gone();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _fault ??= new SwarmException(ErrorCode.RouteUnavailable, "The route was closed.");
        await _end.CancelAsync();
        await _watch;
        await CutAsync();
    }

    private CancellationTokenSource LinkDeadline(CancellationToken cancellationToken)
    {
        var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _end.Token);
        deadline.CancelAfter(_options.OpenTimeout);
        return deadline;
    }

    // A broker that is away for a moment costs a wait; one that stays away, or refuses, ends it.
    private async Task<WorkerConnection> ConnectPatientlyAsync(CancellationToken cancellationToken)
    {
        var backoff = new Backoff(_options.Random);
        var start = Environment.TickCount64;
        while (true)
        {
            try
            {
                return await ConnectAsync(cancellationToken);
            }
            catch (SwarmException exception) when (exception.Retryable && Environment.TickCount64 - start < _options.ReconnectTimeout.TotalMilliseconds)
            {
                await Task.Delay(backoff.Next(), cancellationToken);
            }
        }
    }

    private async Task<WorkerConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        ThrowIfOver();
        if (_connection is { IsOpen: true } known)
        {
            return known;
        }

        await _dialling.WaitAsync(cancellationToken);
        try
        {
            if (_connection is { IsOpen: true } made)
            {
                return made;
            }

            var stream = await RelayDialer.DialAsync(_broker, _options.Ticket.Claims.BrokerKey, Introduce, cancellationToken);
            var connection = new Multiplexer(stream, isDialer: true, _options.Connection, accept: null);
            connection.Start();
            var current = new WorkerConnection(connection, _options);
            await ReplaceAsync(current);
            if (_fault is not null)
            {
                await current.DisposeAsync();
            }

            ThrowIfOver();
            return current;
        }
        finally
        {
            _dialling.Release();
        }
    }

    // What still goes on over a connection that takes nothing new comes to its end there.
    private async Task ReplaceAsync(WorkerConnection current)
    {
        WorkerConnection[] over;
        lock (_gate)
        {
            over = [.. _connections.Where(connection => connection.Completion.IsCompleted)];
            _connections.RemoveAll(connection => over.Contains(connection));
            _connections.Add(current);
            _connection = current;
        }

        foreach (var connection in over)
        {
            await connection.DisposeAsync();
        }
    }

    private Introduction Introduce(string nonce) => new()
    {
        Ticket = _options.Ticket.Export(),
        Signature = Proof.Sign(_options.WorkerKey, Proof.OfWorker(_options.Ticket.Claims.BrokerKey, _options.Ticket.Claims.Jti, nonce)),
    };

    private void ThrowIfOver()
    {
        TicketVerifier.RequireTime(_options.Ticket, _options.Time.GetUtcNow(), after: TimeSpan.Zero);
        if (_fault is { } fault)
        {
            throw fault;
        }
    }

    // The end is the ticket's own, without leeway: this side never wants more than it was given.
    private async Task WatchAsync()
    {
        using var timer = new PeriodicTimer(WatchInterval);
        try
        {
            while (_options.Time.GetUtcNow() < _options.Ticket.Expires)
            {
                await timer.WaitForNextTickAsync(_end.Token);
            }
        }
        catch (OperationCanceledException)
        {
            return;
        }

        try
        {
            TicketVerifier.RequireTime(_options.Ticket, _options.Time.GetUtcNow(), after: TimeSpan.Zero);
        }
        catch (SwarmException exception)
        {
            _fault = exception;
        }

        await CutAsync();
    }

    private async Task CutAsync()
    {
        WorkerConnection[] all;
        lock (_gate)
        {
            all = [.. _connections];
        }

        foreach (var connection in all)
        {
            await connection.DisposeAsync();
        }
    }

    private SwarmException Unavailable(Exception? cause) => new(
        ErrorCode.RouteUnavailable,
        $"The route through {_broker} is not there: {(cause is null ? $"no provider of the session '{_options.Ticket.Claims.Session}' answers" : "the connection was lost or nobody answered in time")}. Start a provider for the session, or check the way there.",
        cause);

    private static RouteAnswer Refuse(SwarmException exception) => new(RouteVerdict.Failed, RouteRules.Of(exception.ErrorCode), null, null);

    private static RouteAnswer Gone() => new(RouteVerdict.Failed, RouteRules.RouteGone, null, null);
}

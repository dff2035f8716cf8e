using Swarm.Core.Errors;
using Swarm.Networking.Relay.Messages;
using Swarm.Networking.Relay.Wire;

namespace Swarm.Networking.Relay.Providers;

/// <summary>
/// Lends a session's workers this machine's way out: dials a broker, and again whenever the connection is lost, verifies every
/// request by itself, and connects what the ticket's rules and its own allow.
/// </summary>
public sealed class Provider : IAsyncDisposable
{
    private static readonly TimeSpan SweepInterval = TimeSpan.FromSeconds(1);

    private readonly ProviderOptions _options;
    private readonly ActiveTickets _tickets;
    private readonly ProviderTraffic _traffic = new();
    private readonly ProviderStreams _streams;
    private readonly CancellationTokenSource _end = new();
    private volatile Multiplexer? _connection;
    private volatile string? _problem;
    private Task _work = Task.CompletedTask;

    private Provider(ProviderOptions options)
    {
        (_options, _tickets) = (options, new ActiveTickets(options));
        _streams = new ProviderStreams(options, _tickets, _traffic);
    }

    /// <summary>What it does at the moment.</summary>
    public ProviderStatus Status
    {
        get
        {
            var connection = _connection;
            var isConnected = connection?.IsOpen == true;
            return new ProviderStatus(isConnected, _tickets.Count, connection?.StreamCount ?? 0, _traffic.Up, _traffic.Down, isConnected ? null : _problem);
        }
    }

    /// <summary>Connects with the broker; from then on it connects again by itself.</summary>
    /// <param name="options">How it works.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="SwarmException">The broker is not there, is another, or refuses (<c>ROUTE_*</c>); or the session has no name (<c>SPEC_INVALID</c>).</exception>
    public static async Task<Provider> StartAsync(ProviderOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (!SessionName.IsValid(options.Session))
        {
            throw new SwarmException(ErrorCode.SpecInvalid, $"'{options.Session}' is no name of a session: give {SessionName.Form}.");
        }

        var provider = new Provider(options);
        await provider.ConnectAsync(cancellationToken);
        provider._work = Task.WhenAll(Task.Run(provider.StayAsync), Task.Run(provider.SweepAsync));
        return provider;
    }

    /// <summary>Takes no further streams, and waits until those that are open have come to their end.</summary>
    /// <param name="patience">After which time what is left is cut.</param>
    public async Task StopAsync(TimeSpan patience)
    {
        await _end.CancelAsync();
        if (_connection is { } connection)
        {
            await connection.DrainAsync(patience);
        }

        await DisposeAsync();
    }

    /// <summary>Ends at once; all streams are cut.</summary>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        if (_connection is { } connection)
        {
            await connection.DisposeAsync();
        }

        await _work;
        await _tickets.DisposeAsync();
    }

    private async Task ConnectAsync(CancellationToken cancellationToken)
    {
        var stream = await RelayDialer.DialAsync(_options.Broker, _options.Pin, Introduce, cancellationToken);
        var connection = new Multiplexer(stream, isDialer: true, _options.Connection, _streams.ServeAsync);
        connection.Start();
        _connection = connection;
        if (cancellationToken.IsCancellationRequested)
        {
            await connection.DisposeAsync();
        }
    }

    private Introduction Introduce(string nonce) => new()
    {
        Session = _options.Session,
        Key = _options.Key.PublicKey.ToString(),
        Signature = Proof.Sign(_options.Key, Proof.OfProvider(_options.Pin, _options.Session, nonce)),
    };

    private async Task StayAsync()
    {
        var backoff = new Backoff(_options.Random);
        while (!_end.IsCancellationRequested)
        {
            try
            {
                var lost = _connection!;
                var reason = await lost.Completion.WaitAsync(_end.Token);
                _problem = $"The connection with the broker was lost: {reason.Message}";
                await lost.DisposeAsync();
                await Task.Delay(backoff.Next(), _end.Token);
                await ConnectAsync(_end.Token);
                backoff.Reset();
            }
            catch (SwarmException exception)
            {
                _problem = exception.Message;
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task SweepAsync()
    {
        using var timer = new PeriodicTimer(SweepInterval);
        try
        {
            while (await timer.WaitForNextTickAsync(_end.Token))
            {
                await _tickets.SweepAsync();
            }
        }
        catch (OperationCanceledException)
        {
            // The provider ends.
        }
    }
}

using System.Net;
using Swarm.Core.Errors;
using Swarm.Engine.Sessions;
using Swarm.Networking.Relay;
using Swarm.Networking.Relay.Brokers;

namespace Swarm.Engine.Networking;

/// <summary>A broker that serves in this process; no store is needed.</summary>
public static class BrokerService
{
    /// <summary>Serves until it is told to stop, by the token or by <see cref="NetworkServices.StopAsync"/>.</summary>
    /// <param name="options">What the face gives.</param>
    /// <param name="request">What it is to be.</param>
    /// <param name="onListening">Is told once it listens.</param>
    /// <param name="cancellationToken">Stops it: streams may go on for the request's grace.</param>
    /// <exception cref="SwarmException">It serves already or its name or address is none (<c>SPEC_INVALID</c>), or it cannot listen (<c>ROUTE_UNAVAILABLE</c>).</exception>
    public static async Task RunAsync(SessionOptions options, BrokerRequest request, Action<NetworkService> onListening, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(onListening);
        var home = new NetworkHome(options);
        var listen = ReadEndpoint(request);
        var trusted = home.TrustedKeys(request.TrustedKeys);
        var folder = NetworkHome.Prepare(home.FolderOf(NetworkServiceKind.Broker, request.Name));
        using var held = folder.Hold();
        if (request.IsDetached)
        {
            Detachment.Leave();
        }

        using var identity = BrokerIdentity.OpenOrCreate(folder.KeyFile, options.Time);
        await using var broker = Broker.Start(new BrokerOptions
        {
            Listen = listen,
            Identity = identity,
            Tickets = home.Verifier(request.TrustedKeys),
            ProviderKeys = trusted,
            Time = options.Time,
            Random = options.Random,
        });
        var first = ServiceLoop.Begin(options, request.Name, broker.Endpoint.ToString(), broker.Pin.ToString());
        try
        {
            folder.Write(first);
            onListening(first);
            var patience = await ServiceLoop.RunAsync(folder, () => Describe(first, broker, options.Time), request.Grace, cancellationToken);
            await broker.StopAsync(patience);
        }
        finally
        {
            folder.Clear();
        }
    }

    private static NetworkService Describe(NetworkService first, Broker broker, TimeProvider time)
    {
        var status = broker.Status;
        return first with
        {
            UpdatedAt = time.GetUtcNow(),
            Sessions = status.Sessions.Count,
            Providers = status.Sessions.Sum(session => session.Providers),
            Workers = status.Sessions.Sum(session => session.Workers),
            Streams = status.Sessions.Sum(session => session.Streams),
            BytesUp = status.BytesUp,
            BytesDown = status.BytesDown,
        };
    }

    private static IPEndPoint ReadEndpoint(BrokerRequest request) =>
        IPAddress.TryParse(request.Address, out var address) && request.Port is >= 0 and <= 65535
            ? new IPEndPoint(address, request.Port)
            : throw new SwarmException(
                ErrorCode.SpecInvalid, $"'{request.Address}' and {request.Port} are no address and port to listen on: give an IP address of this machine, and a port from 0 to 65535.");
}

using System.Net;
using Swarm.Core.Errors;
using Swarm.Engine.Policies;
using Swarm.Engine.Sessions;
using Swarm.Networking.Receipts;
using Swarm.Networking.Relay.Providers;
using Swarm.Networking.Routing;
using Swarm.Networking.Rules;
using Swarm.Networking.Tickets;

namespace Swarm.Engine.Networking;

/// <summary>A provider that serves in this process; no store is needed.</summary>
public static class ProviderService
{
    /// <summary>Serves until it is told to stop, by the token or by <see cref="NetworkServices.StopAsync"/>.</summary>
    /// <param name="options">What the face gives.</param>
    /// <param name="request">What it is to be.</param>
    /// <param name="onConnected">Is told once the broker let it in.</param>
    /// <param name="cancellationToken">Stops it: streams may go on for the request's grace.</param>
    /// <exception cref="SwarmException">It serves already or a value does not hold (<c>SPEC_INVALID</c>), or the broker does not let it in (<c>ROUTE_*</c>).</exception>
    public static async Task RunAsync(SessionOptions options, ProviderRequest request, Action<NetworkService> onConnected, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(onConnected);
        var home = new NetworkHome(options);
        var (broker, pin) = BrokerReference.Resolve(options, request.Broker, request.Pin);
        var own = request.PolicyFile is { } file ? EgressRules.Of(PolicyFiles.Read(options, file).Document) : new EgressRules();
        own.Validate();
        var name = request.Name ?? request.Session;
        var folder = NetworkHome.Prepare(home.FolderOf(NetworkServiceKind.Provider, name));
        using var held = folder.Hold();
        if (request.IsDetached)
        {
            Detachment.Leave();
        }

        using var key = home.OpenOperator();
        using var receipts = request.ReceiptFile is { } path ? new ReceiptLog(Path.GetFullPath(path, options.CurrentFolder), int.MaxValue) : null;
        await using var provider = await Provider.StartAsync(
            new ProviderOptions
            {
                Broker = broker,
                Pin = pin,
                Session = request.Session,
                Key = key,
                Tickets = home.Verifier(request.TrustedKeys),
                MakeRoute = claims => MakeRoute(claims, own, receipts, options),
                Time = options.Time,
                Random = options.Random,
            },
            cancellationToken);
        var first = ServiceLoop.Begin(options, name, broker.ToString(), pin.ToString()) with { Session = request.Session };
        try
        {
            folder.Write(first);
            onConnected(first);
            var patience = await ServiceLoop.RunAsync(folder, () => Describe(first, provider, receipts, options.Time), request.Grace, cancellationToken);
            await provider.StopAsync(patience);
            receipts?.Complete();
        }
        finally
        {
            folder.Clear();
        }
    }

    private static IRoute MakeRoute(TicketClaims claims, EgressRules own, ReceiptLog? receipts, SessionOptions options)
    {
        var route = new DirectRoute([claims.Rules, own], new DirectRouteOptions { OwnListeners = () => ListBrokers(options) });
        return receipts is null ? route : new ReceiptedRoute(route, receipts, options.Time);
    }

    // A ticket that opens this machine's addresses does not open the broker that it came by. Brokers come and go while a ticket lasts.
    private static IReadOnlyList<IPEndPoint> ListBrokers(SessionOptions options) =>
        [.. NetworkServices.List(options, NetworkServiceKind.Broker).Select(broker => IPEndPoint.TryParse(broker.Address, out var endpoint) ? endpoint : null).OfType<IPEndPoint>()];

    private static NetworkService Describe(NetworkService first, Provider provider, ReceiptLog? receipts, TimeProvider time)
    {
        receipts?.Flush();
        var status = provider.Status;
        return first with
        {
            UpdatedAt = time.GetUtcNow(),
            IsConnected = status.IsConnected,
            Problem = status.Problem,
            Workers = status.Tickets,
            Streams = status.Streams,
            BytesUp = status.BytesUp,
            BytesDown = status.BytesDown,
        };
    }
}

using System.Net;
using System.Net.Sockets;
using Swarm.Core.Identifiers;
using Swarm.Core.Randomness;
using Swarm.Cryptography.Signing;
using Swarm.Networking.Proxy;
using Swarm.Networking.Receipts;
using Swarm.Networking.Relay;
using Swarm.Networking.Relay.Brokers;
using Swarm.Networking.Relay.Providers;
using Swarm.Networking.Routing;
using Swarm.Networking.Rules;
using Swarm.Networking.Tickets;

namespace Swarm.Benchmarks.Peers;

/// <summary>Our proxy with broker and provider beside it in one program, over real connections, until its standard input ends.</summary>
internal static class SwarmRelay
{
    private const string Session = "home";

    private static readonly EgressRules Loopback = new() { Ranges = ["127.0.0.0/8"] };

    public static async Task RunAsync(int port, string receipts)
    {
        using var owner = SigningKey.Create(RandomSource.System);
        using var worker = SigningKey.Create(RandomSource.System);
        using var identity = BrokerIdentity.Create(TimeProvider.System);
        var verifier = new TicketVerifier([owner.PublicKey], new TicketRevocations(receipts + ".revoked"), TimeProvider.System);
        await using var broker = Broker.Start(new BrokerOptions
        {
            Listen = new IPEndPoint(IPAddress.Loopback, 0),
            Identity = identity,
            Tickets = verifier,
            ProviderKeys = [owner.PublicKey],
        });
        var address = new BrokerAddress("127.0.0.1", broker.Endpoint.Port);
        await using var provider = await Provider.StartAsync(
            new ProviderOptions
            {
                Broker = address,
                Pin = broker.Pin,
                Session = Session,
                Key = owner,
                Tickets = verifier,
                MakeRoute = claims => new DirectRoute([claims.Rules, Loopback]),
            },
            CancellationToken.None);
        await using var route = new RelayedRoute(new RelayedRouteOptions { Ticket = Issue(owner, worker, address, broker), WorkerKey = worker });
        using var log = new ReceiptLog(receipts);
        var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, port));
        listener.Listen(4096);
        await using var proxy = WorkerProxy.Start(listener, route, log);
        await Console.In.ReadToEndAsync();
    }

    private static Ticket Issue(SigningKey owner, SigningKey worker, BrokerAddress address, Broker broker)
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        return Ticket.Issue(
            new TicketClaims
            {
                Jti = Identifier.Create(Identifier.TicketPrefix, RandomSource.System),
                Session = Session,
                Broker = address.ToString(),
                BrokerKey = broker.Pin,
                RunId = Identifier.Create(Identifier.RunPrefix, RandomSource.System),
                Cnf = new TicketConfirmation { Jwk = TicketKey.Of(worker.PublicKey) },
                Ranges = Loopback.Ranges,
                Iat = now,
                Nbf = now,
                Exp = now + 3600,
            },
            owner);
    }
}

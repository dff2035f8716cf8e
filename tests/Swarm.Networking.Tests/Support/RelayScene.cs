using System.Net;
using Swarm.Core.Randomness;
using Swarm.Cryptography.Signing;
using Swarm.Networking.Relay;
using Swarm.Networking.Relay.Brokers;
using Swarm.Networking.Relay.Providers;
using Swarm.Networking.Relay.Wire;
using Swarm.Networking.Routing;
using Swarm.Networking.Rules;
using Swarm.Networking.Tickets;

namespace Swarm.Networking.Tests.Support;

/// <summary>A broker with providers and workers, all in this process and over real connections.</summary>
internal sealed class RelayScene : IAsyncDisposable
{
    public const string Session = "home";

    private static readonly EgressRules Loopback = new() { Ranges = ["127.0.0.0/8"] };

    private readonly TemporaryFolder _folder = new();
    private readonly List<IAsyncDisposable> _parts = [];

    public SigningKey Operator { get; } = SigningKey.Create(RandomSource.System);

    public SigningKey Worker { get; } = SigningKey.Create(RandomSource.System);

    public TestClock Clock { get; } = new();

    public BrokerIdentity Identity { get; } = BrokerIdentity.Create(TimeProvider.System);

    public TicketRevocations Revocations { get; private set; } = null!;

    public Broker Broker { get; private set; } = null!;

    public BrokerAddress Address => new("127.0.0.1", Broker.Endpoint.Port);

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public static RelayScene Create(Func<BrokerOptions, BrokerOptions>? change = null)
    {
        var scene = new RelayScene();
        scene.Revocations = new TicketRevocations(scene._folder.File("revoked.json"));
        scene.StartBroker(new IPEndPoint(IPAddress.Loopback, 0), change);
        return scene;
    }

    public TicketVerifier Verifier(params IReadOnlyList<VerificationKey> trusted) =>
        new(trusted.Count == 0 ? [Operator.PublicKey] : trusted, Revocations, Clock);

    public void StartBroker(IPEndPoint listen, Func<BrokerOptions, BrokerOptions>? change = null)
    {
        var options = new BrokerOptions { Listen = listen, Identity = Identity, Tickets = Verifier(), ProviderKeys = [Operator.PublicKey], Time = Clock };
        Broker = Broker.Start(change?.Invoke(options) ?? options);
        _parts.Add(Broker);
    }

    public ProviderOptions ProviderOptions() => new()
    {
        Broker = Address,
        Pin = Broker.Pin,
        Session = Session,
        Key = Operator,
        Tickets = Verifier(),
        MakeRoute = claims => new DirectRoute([claims.Rules, Loopback]),
        Time = Clock,
    };

    public async Task<Provider> StartProviderAsync(Func<ProviderOptions, ProviderOptions>? change = null)
    {
        var provider = await Provider.StartAsync(change?.Invoke(ProviderOptions()) ?? ProviderOptions(), Token);
        _parts.Add(provider);
        return provider;
    }

    public TicketClaims Claims() => Samples.Claims(Worker, Clock) with { Broker = Address.ToString(), BrokerKey = Broker.Pin };

    public Ticket Issue(Func<TicketClaims, TicketClaims>? change = null, SigningKey? key = null) =>
        Ticket.Issue(change?.Invoke(Claims()) ?? Claims(), key ?? Operator);

    public RelayedRoute Route(Ticket? ticket = null, SigningKey? worker = null, MultiplexerOptions? connection = null)
    {
        var route = new RelayedRoute(new RelayedRouteOptions
        {
            Ticket = ticket ?? Issue(),
            WorkerKey = worker ?? Worker,
            Time = Clock,
            ReconnectTimeout = TimeSpan.FromSeconds(5),
            OpenTimeout = TimeSpan.FromSeconds(20),
            Connection = connection ?? new(),
        });
        _parts.Add(route);
        return route;
    }

    public static async Task<IRouteConnection> ConnectAsync(IRoute route, Destination destination)
    {
        var answer = await route.OpenAsync(destination, Token);
        Assert.Equal((RouteVerdict.Allowed, "allowed"), (answer.Verdict, answer.Rule));
        Assert.Equal(IPAddress.Parse(destination.Host), answer.Address);
        return answer.Connection!;
    }

    public static async Task ExpectAsync(RouteVerdict verdict, string rule, IRoute route, Destination destination)
    {
        var answer = await route.OpenAsync(destination, Token);
        Assert.Equal((verdict, rule), (answer.Verdict, answer.Rule));
        Assert.Null(answer.Connection);
    }

    public static async Task UntilAsync(Func<bool> condition)
    {
        for (var waited = 0; !condition(); waited++)
        {
            Assert.True(waited < 1500, "It did not come to be in fifteen seconds.");
            await Task.Delay(10, Token);
        }
    }

    public static async Task<byte[]> ReadAllAsync(IRouteConnection connection)
    {
        using var all = new MemoryStream();
        var buffer = new byte[32 * 1024];
        for (int count; (count = await connection.ReadAsync(buffer, Token)) > 0;)
        {
            all.Write(buffer, 0, count);
        }

        return all.ToArray();
    }

    public async ValueTask DisposeAsync()
    {
        _parts.Reverse();
        foreach (var part in _parts)
        {
            await part.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20), CancellationToken.None);
        }

        Operator.Dispose();
        Worker.Dispose();
        Identity.Dispose();
        _folder.Dispose();
    }
}

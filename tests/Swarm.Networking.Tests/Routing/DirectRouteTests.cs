using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Swarm.Core.Errors;
using Swarm.Networking.Dialing;
using Swarm.Networking.Routing;
using Swarm.Networking.Rules;
using Swarm.Networking.Tests.Support;

namespace Swarm.Networking.Tests.Routing;

public sealed class DirectRouteTests
{
    private static readonly EgressRules Loopback = new() { Hosts = ["origin.example"], Ranges = ["127.0.0.0/8", "::1/128"] };

    [Fact]
    public async Task A_name_is_resolved_once_and_what_was_checked_is_dialled()
    {
        using var origin = new Canary();
        using var elsewhere = new Canary(IPAddress.Parse("127.0.0.2"), origin.Port);

        // A resolver that changes its mind: a second question would lead elsewhere.
        var resolver = new ScriptedResolver([IPAddress.Loopback], [IPAddress.Parse("127.0.0.2")]);
        await using var route = new DirectRoute([Loopback], new DirectRouteOptions { Resolver = resolver });
        var answer = await route.OpenAsync(new Destination("origin.example", origin.Port), default);
        await using var connection = answer.Connection;
        Assert.Equal((RouteVerdict.Allowed, "allowed", IPAddress.Loopback), (answer.Verdict, answer.Rule, answer.Address));
        Assert.Equal((1, 1, 0), (resolver.Asked, await origin.CountAsync(1), await elsewhere.CountAsync(0)));
    }

    [Fact]
    public async Task Where_none_of_the_named_hosts_has_an_address_the_route_leads_nowhere()
    {
        var rules = Loopback with { Hosts = ["origin.example", "other.example", "*.example.org"] };
        await using var broken = new DirectRoute([rules], new DirectRouteOptions { Resolver = new ScriptedResolver((IPAddress[][])[]) });
        var fault = await Assert.ThrowsAsync<SwarmException>(() => broken.ProbeAsync(default));
        Assert.Equal((ErrorCode.RouteUnavailable, 6), (fault.ErrorCode, fault.ExitCode));
        await using var whole = new DirectRoute([rules], new DirectRouteOptions { Resolver = new ScriptedResolver([IPAddress.Loopback]) });
        await whole.ProbeAsync(default);
        await using var unnamed = new DirectRoute([new EgressRules()], new DirectRouteOptions { Resolver = new ScriptedResolver((IPAddress[][])[]) });
        await unnamed.ProbeAsync(default);
    }

    [Fact]
    public async Task A_name_with_one_denied_address_dials_none()
    {
        using var canary = new Canary();
        var rules = Loopback with { Ranges = ["127.0.0.1/32"] };
        await using var route = new DirectRoute([rules], new DirectRouteOptions { Resolver = new ScriptedResolver([IPAddress.Loopback, IPAddress.Parse("10.0.0.1")]) });
        var answer = await route.OpenAsync(new Destination("origin.example", canary.Port), default);
        Assert.Equal((RouteVerdict.Denied, "private", "10.0.0.1"), (answer.Verdict, answer.Rule, answer.Address?.ToString()));
        Assert.Equal(0, await canary.CountAsync(0));
    }

    [Fact]
    public async Task A_name_that_turns_to_a_denied_address_is_denied()
    {
        using var canary = new Canary();
        var resolver = new ScriptedResolver([IPAddress.Loopback], [IPAddress.Parse("169.254.169.254")]);
        await using var route = new DirectRoute([Loopback], new DirectRouteOptions { Resolver = resolver });
        var first = await route.OpenAsync(new Destination("origin.example", canary.Port), default);
        await using var connection = first.Connection;
        var second = await route.OpenAsync(new Destination("origin.example", canary.Port), default);
        Assert.Equal((RouteVerdict.Allowed, RouteVerdict.Denied, "metadata"), (first.Verdict, second.Verdict, second.Rule));
    }

    [Fact]
    public async Task The_next_address_is_tried_where_one_refuses()
    {
        using var origin = new Canary();
        await using var route = new DirectRoute([Loopback], new DirectRouteOptions { Resolver = new ScriptedResolver([IPAddress.IPv6Loopback, IPAddress.Parse("127.0.0.9"), IPAddress.Loopback]) });
        var answer = await route.OpenAsync(new Destination("origin.example", origin.Port), default);
        await using var connection = answer.Connection;
        Assert.Equal((RouteVerdict.Allowed, IPAddress.Loopback), (answer.Verdict, answer.Address));
    }

    [Fact]
    public async Task What_does_not_resolve_or_answer_is_a_failure()
    {
        var closed = FreePort();
        Assert.Equal("unresolved", (await OpenAsync(new ScriptedResolver(Array.Empty<IPAddress[]>()), closed)).Rule);
        Assert.Equal("unresolved", (await OpenAsync(new ScriptedResolver(Array.Empty<IPAddress>()), closed)).Rule);
        Assert.Equal("unresolved", (await OpenAsync(new ScriptedResolver([.. Enumerable.Repeat(IPAddress.Loopback, 65)]), closed)).Rule);
        Assert.Equal("unreachable", (await OpenAsync(new ScriptedResolver([IPAddress.Loopback]), closed)).Rule);

        static async Task<RouteAnswer> OpenAsync(ScriptedResolver resolver, int port)
        {
            await using var route = new DirectRoute([Loopback], new DirectRouteOptions { Resolver = resolver });
            var answer = await route.OpenAsync(new Destination("origin.example", port), default);
            Assert.Equal(RouteVerdict.Failed, answer.Verdict);
            return answer;
        }
    }

    [Fact]
    public async Task A_resolver_that_hangs_is_left_behind()
    {
        await using var route = new DirectRoute([Loopback], new DirectRouteOptions { Resolver = new HangingResolver(), ResolveTimeout = TimeSpan.FromMilliseconds(100) });
        var started = Stopwatch.GetTimestamp();
        Assert.Equal("unresolved", (await route.OpenAsync(new Destination("origin.example", 80), default)).Rule);
        Assert.InRange(Stopwatch.GetElapsedTime(started).TotalSeconds, 0, 5);
    }

    [Fact]
    public async Task A_connection_that_nobody_accepts_times_out()
    {
        // A full backlog: the kernel answers no further connection.
        using var full = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        full.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        full.Listen(0);
        var port = ((IPEndPoint)full.LocalEndPoint!).Port;
        await using var route = new DirectRoute([Loopback], new DirectRouteOptions { Resolver = new ScriptedResolver([IPAddress.Loopback]), ConnectTimeout = TimeSpan.FromMilliseconds(300) });
        var answers = new List<RouteAnswer>();
        for (var attempt = 0; attempt < 8 && answers.LastOrDefault()?.Rule != "timed_out"; attempt++)
        {
            answers.Add(await route.OpenAsync(new Destination("origin.example", port), default));
        }

        Assert.Equal((RouteVerdict.Failed, "timed_out"), (answers[^1].Verdict, answers[^1].Rule));
        foreach (var answer in answers.Where(answer => answer.Connection is not null))
        {
            await answer.Connection!.DisposeAsync();
        }
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.0.0.7")]
    [InlineData("::1")]
    public async Task Its_own_listener_is_never_dialled(string address)
    {
        using var listener = new Canary();
        var rules = new EgressRules { Ranges = ["127.0.0.0/8", "::1/128", "::ffff:0:0/96"] };
        await using var route = new DirectRoute([rules], new DirectRouteOptions { OwnListeners = () => [new IPEndPoint(IPAddress.Loopback, listener.Port)] });
        Assert.Equal("self", (await route.OpenAsync(new Destination(address, listener.Port), default)).Rule);
        Assert.Equal(0, await listener.CountAsync(0));
    }

    [Fact]
    public async Task Localhost_is_what_the_system_says_and_needs_its_range()
    {
        using var canary = new Canary();
        await using var closed = new DirectRoute([new EgressRules { Hosts = ["localhost"] }]);
        Assert.Equal("loopback", (await closed.OpenAsync(new Destination("localhost", canary.Port), default)).Rule);
        Assert.Equal(0, await canary.CountAsync(0));
        await using var open = new DirectRoute([new EgressRules { Hosts = ["localhost"], Ranges = ["127.0.0.1/32", "::1/128"] }]);
        var answer = await open.OpenAsync(new Destination("localhost", canary.Port), default);
        await using var connection = answer.Connection;
        Assert.Equal(RouteVerdict.Allowed, answer.Verdict);
    }

    [Fact]
    public async Task A_closed_route_denies_everything()
    {
        await using var route = new ClosedRoute();
        await route.ProbeAsync(default);
        var answer = await route.OpenAsync(new Destination("example.org", 443), default);
        Assert.Equal((RouteVerdict.Denied, "closed", null, null), (answer.Verdict, answer.Rule, answer.Address, answer.Connection));
    }

    private static int FreePort()
    {
        using var canary = new Canary();
        return canary.Port;
    }

    private sealed class HangingResolver : IHostResolver
    {
        public ValueTask<IReadOnlyList<IPAddress>> ResolveAsync(string name, CancellationToken cancellationToken) =>
            new(new TaskCompletionSource<IReadOnlyList<IPAddress>>().Task);
    }
}

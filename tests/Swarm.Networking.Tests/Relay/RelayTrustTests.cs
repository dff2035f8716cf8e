using System.Text.Json.Nodes;
using Swarm.Core.Digests;
using Swarm.Core.Errors;
using Swarm.Core.Randomness;
using Swarm.Cryptography.Signing;
using Swarm.Networking.Relay;
using Swarm.Networking.Relay.Providers;
using Swarm.Networking.Routing;
using Swarm.Networking.Tests.Support;
using Swarm.Networking.Tickets;
using static Swarm.Networking.Tests.Support.RelayScene;

namespace Swarm.Networking.Tests.Relay;

/// <summary>Who may do what, and that the destination sees nothing of those who may not.</summary>
public sealed class RelayTrustTests
{
    [Fact]
    public async Task A_broker_with_another_key_is_not_spoken_to()
    {
        await using var scene = RelayScene.Create();
        await scene.StartProviderAsync();
        var other = Digest.Compute("another key"u8);
        var refused = await ExpectAsync(ErrorCode.RoutePinMismatch, scene, scene.Issue(claims => claims with { BrokerKey = other }), "route_gone");
        Assert.Contains(other.ToString(), refused.Message, StringComparison.Ordinal);
        var provider = await Assert.ThrowsAsync<SwarmException>(() => Provider.StartAsync(scene.ProviderOptions() with { Pin = other }, Token));
        Assert.Equal(ErrorCode.RoutePinMismatch, provider.ErrorCode);
    }

    [Fact]
    public async Task A_ticket_of_a_key_that_nobody_trusts_is_refused()
    {
        await using var scene = RelayScene.Create();
        await scene.StartProviderAsync();
        using var stranger = SigningKey.Create(RandomSource.System);
        await ExpectAsync(ErrorCode.RouteTicketInvalid, scene, scene.Issue(key: stranger), "ticket_invalid");
    }

    [Fact]
    public async Task A_provider_verifies_by_itself_what_the_broker_let_in()
    {
        await using var scene = RelayScene.Create();
        using var other = SigningKey.Create(RandomSource.System);
        await scene.StartProviderAsync(options => options with { Tickets = scene.Verifier(other.PublicKey) });
        await ExpectAsync(ErrorCode.RouteTicketInvalid, scene, scene.Issue(), "ticket_invalid");
    }

    [Fact]
    public async Task A_ticket_for_another_broker_is_refused_by_this_one()
    {
        await using var scene = RelayScene.Create();
        var ticket = scene.Issue(claims => claims with { BrokerKey = Digest.Compute("elsewhere"u8) });
        var (stream, error) = await RawWorker.IntroduceAsync(scene, nonce => RawWorker.Introduce(scene, ticket, scene.Worker, nonce));
        await using var closed = stream;
        Assert.Equal("ROUTE_TICKET_INVALID", error);
    }

    [Fact]
    public async Task A_stolen_ticket_is_worth_nothing_without_the_workers_key()
    {
        await using var scene = RelayScene.Create();
        await scene.StartProviderAsync();
        using var thief = SigningKey.Create(RandomSource.System);
        var ticket = scene.Issue();
        var refused = Assert.Throws<SwarmException>(() => scene.Route(ticket, thief));
        Assert.Equal(ErrorCode.RouteTicketInvalid, refused.ErrorCode);
        var (stream, error) = await RawWorker.IntroduceAsync(scene, nonce => RawWorker.Introduce(scene, ticket, thief, nonce));
        await using var closed = stream;
        Assert.Equal("ROUTE_TICKET_INVALID", error);
    }

    [Fact]
    public async Task What_was_signed_for_one_challenge_is_worth_nothing_for_the_next()
    {
        await using var scene = RelayScene.Create();
        await scene.StartProviderAsync();
        var ticket = scene.Issue();
        JsonObject? kept = null;
        var (first, accepted) = await RawWorker.IntroduceAsync(scene, nonce => (kept = RawWorker.Introduce(scene, ticket, scene.Worker, nonce)).DeepClone().AsObject());
        await using var open = first;
        Assert.Null(accepted);
        var (second, refused) = await RawWorker.IntroduceAsync(scene, _ => kept!);
        await using var closed = second;
        Assert.Equal("ROUTE_TICKET_INVALID", refused);
    }

    [Fact]
    public void A_ticket_for_another_run_is_refused_by_its_worker()
    {
        using var key = SigningKey.Create(RandomSource.System);
        using var worker = SigningKey.Create(RandomSource.System);
        var ticket = Ticket.Issue(Samples.Claims(worker), key);
        var refused = Assert.Throws<SwarmException>(() => new RelayedRoute(new RelayedRouteOptions { Ticket = ticket, WorkerKey = worker, RunId = "run-other" }));
        Assert.Equal(ErrorCode.RouteTicketInvalid, refused.ErrorCode);
    }

    [Fact]
    public async Task A_ticket_counts_in_its_time_alone()
    {
        await using var scene = RelayScene.Create();
        await scene.StartProviderAsync();
        await ExpectAsync(ErrorCode.RouteTicketExpired, scene, scene.Issue(claims => claims with { Nbf = claims.Nbf + 300 }), "ticket_expired");
        await ExpectAsync(ErrorCode.RouteTicketExpired, scene, scene.Issue(claims => claims with { Nbf = claims.Nbf - 900, Exp = claims.Nbf - 100 }), "ticket_expired");
    }

    [Fact]
    public async Task When_a_ticket_ends_what_is_open_is_cut_and_nothing_new_opens()
    {
        await using var scene = RelayScene.Create();
        await scene.StartProviderAsync();
        await using var origin = Origin.Echo();
        var route = scene.Route();
        await using var connection = await ConnectAsync(route, origin.Destination);
        var reading = connection.ReadAsync(new byte[1], Token).AsTask();
        scene.Clock.Move(TimeSpan.FromSeconds(601));
        await Assert.ThrowsAsync<IOException>(() => reading.WaitAsync(TimeSpan.FromSeconds(5), Token));
        var answer = await route.OpenAsync(origin.Destination, Token);
        Assert.Equal((RouteVerdict.Failed, "ticket_expired"), (answer.Verdict, answer.Rule));
        Assert.Equal(ErrorCode.RouteTicketExpired, (await Assert.ThrowsAsync<SwarmException>(() => route.ProbeAsync(Token))).ErrorCode);
        Assert.Equal(1, origin.Connections);
    }

    [Fact]
    public async Task Broker_and_provider_end_a_ticket_though_its_worker_does_not()
    {
        await using var scene = RelayScene.Create();
        var provider = await scene.StartProviderAsync();
        await using var origin = Origin.Echo();
        // The worker's clock stands still.
        var route = new RelayedRoute(new RelayedRouteOptions { Ticket = scene.Issue(), WorkerKey = scene.Worker });
        await using var end = route;
        await using var connection = await ConnectAsync(route, origin.Destination);
        var reading = connection.ReadAsync(new byte[1], Token).AsTask();
        scene.Clock.Move(TimeSpan.FromSeconds(640));
        await Assert.ThrowsAsync<IOException>(() => reading.WaitAsync(TimeSpan.FromSeconds(5), Token));
        await UntilAsync(() => provider.Status is { Tickets: 0, Streams: 0 });
        var answer = await route.OpenAsync(origin.Destination, Token);
        Assert.Equal((RouteVerdict.Failed, "ticket_expired"), (answer.Verdict, answer.Rule));
    }

    [Fact]
    public async Task A_ticket_that_is_revoked_during_a_session_ends_it()
    {
        await using var scene = RelayScene.Create();
        await scene.StartProviderAsync();
        await using var origin = Origin.Echo();
        var (ticket, staying) = (scene.Issue(), scene.Route());
        var route = scene.Route(ticket);
        await using var connection = await ConnectAsync(route, origin.Destination);
        await using var other = await ConnectAsync(staying, origin.Destination);
        var reading = connection.ReadAsync(new byte[1], Token).AsTask();
        scene.Revocations.Revoke(ticket.Claims.Jti);
        var answer = await route.OpenAsync(origin.Destination, Token);
        Assert.Equal((RouteVerdict.Failed, "ticket_revoked"), (answer.Verdict, answer.Rule));
        await Assert.ThrowsAsync<IOException>(() => reading.WaitAsync(TimeSpan.FromSeconds(5), Token));
        Assert.Equal(ErrorCode.RouteTicketRevoked, (await Assert.ThrowsAsync<SwarmException>(() => route.ProbeAsync(Token))).ErrorCode);
        await other.WriteAsync("on"u8.ToArray(), Token);
        await other.CompleteWritesAsync(Token);
        Assert.Equal("on"u8.ToArray(), await ReadAllAsync(other));
        Assert.Equal(2, origin.Connections);
    }

    [Fact]
    public async Task A_provider_needs_a_key_that_the_broker_trusts()
    {
        await using var scene = RelayScene.Create();
        using var stranger = SigningKey.Create(RandomSource.System);
        var refused = await Assert.ThrowsAsync<SwarmException>(() => Provider.StartAsync(scene.ProviderOptions() with { Key = stranger }, Token));
        Assert.Equal(ErrorCode.RouteKeyRefused, refused.ErrorCode);
        foreach (var (session, signed) in new[] { ("home", "other"), ("Home", "Home"), ("", "") })
        {
            var (stream, error) = await RawWorker.IntroduceAsync(scene, nonce => new JsonObject
            {
                ["session"] = session,
                ["key"] = scene.Operator.PublicKey.ToString(),
                ["signature"] = RawWorker.Sign(scene.Operator, "swarm/relay/provider/v1", scene.Broker.Pin.ToString(), signed, nonce),
            });
            await using var closed = stream;
            Assert.Equal("ROUTE_KEY_REFUSED", error);
        }

        Assert.Empty(scene.Broker.Status.Sessions);
    }

    [Fact]
    public async Task A_request_is_good_once_and_for_what_was_signed()
    {
        await using var scene = RelayScene.Create();
        await scene.StartProviderAsync();
        await using var origin = Origin.Echo();
        await using var worker = await RawWorker.ConnectAsync(scene, scene.Issue(), scene.Worker);

        var request = worker.Request(origin.Destination, await worker.ChallengeAsync());
        Assert.Equal("allowed", (string?)(await worker.AskAsync(request))["verdict"]);
        Assert.Equal(1, origin.Connections);

        // The same again.
        Assert.Equal("challenge", (string?)(await worker.AskAsync(request))["verdict"]);

        // A challenge that was never given.
        Assert.Equal("challenge", (string?)(await worker.AskAsync(worker.Request(origin.Destination, new string('A', 43))))["verdict"]);

        // Another destination than the signed one.
        request = worker.Request(origin.Destination with { Port = 1 }, await worker.ChallengeAsync());
        request["port"] = origin.Destination.Port;
        await ExpectRefusedAsync(request);

        // Another signer.
        using var thief = SigningKey.Create(RandomSource.System);
        await ExpectRefusedAsync(worker.Request(origin.Destination, await worker.ChallengeAsync(), thief));

        // No signature, and one that is none.
        request = worker.Request(origin.Destination, await worker.ChallengeAsync());
        request["signature"] = null;
        await ExpectRefusedAsync(request);
        request = worker.Request(origin.Destination, await worker.ChallengeAsync());
        request["signature"] = (string)request["signature"]! + "=";
        await ExpectRefusedAsync(request);

        // A ticket of another session, which the worker of this one brings along.
        request = worker.Request(origin.Destination, await worker.ChallengeAsync());
        request["ticket"] = scene.Issue(claims => claims with { Session = "other" }).Export();
        await ExpectRefusedAsync(request);

        // Members that nobody knows, and no JSON.
        request = worker.Request(origin.Destination, await worker.ChallengeAsync());
        request["verdict"] = "allowed";
        Assert.Equal("refused", (string?)(await worker.AskAsync(request))["verdict"]);
        Assert.Equal(1, origin.Connections);

        async Task ExpectRefusedAsync(JsonObject wrong)
        {
            var answer = await worker.AskAsync(wrong);
            Assert.Equal(("refused", "ROUTE_TICKET_INVALID"), ((string?)answer["verdict"], (string?)answer["rule"]));
        }
    }

    [Fact]
    public async Task A_challenge_of_one_ticket_is_none_of_another()
    {
        await using var scene = RelayScene.Create();
        await scene.StartProviderAsync();
        await using var origin = Origin.Echo();
        await using var one = await RawWorker.ConnectAsync(scene, scene.Issue(), scene.Worker);
        await using var other = await RawWorker.ConnectAsync(scene, scene.Issue(), scene.Worker);
        Assert.Equal("challenge", (string?)(await other.AskAsync(other.Request(origin.Destination, await one.ChallengeAsync())))["verdict"]);
        Assert.Equal(0, origin.Connections);
    }

    [Fact]
    public void The_pin_is_the_keys_and_the_key_stays()
    {
        using var folder = new TemporaryFolder();
        using var first = BrokerIdentity.OpenOrCreate(folder.File("broker/key"), TimeProvider.System);
        using var again = BrokerIdentity.OpenOrCreate(folder.File("broker/key"), TimeProvider.System);
        using var other = BrokerIdentity.OpenOrCreate(folder.File("other/key"), TimeProvider.System);
        Assert.Equal(first.Pin, again.Pin);
        Assert.NotEqual(first.Pin, other.Pin);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(folder.File("broker/key")));
            File.SetUnixFileMode(folder.File("broker/key"), UnixFileMode.UserRead | UnixFileMode.GroupRead);
            Assert.Equal(ErrorCode.KeyExposed, Assert.Throws<SwarmException>(() => BrokerIdentity.OpenOrCreate(folder.File("broker/key"), TimeProvider.System)).ErrorCode);
        }
    }

    private static async Task<SwarmException> ExpectAsync(ErrorCode error, RelayScene scene, Ticket ticket, string rule)
    {
        await using var origin = Origin.Echo();
        var route = scene.Route(ticket);
        var refused = await Assert.ThrowsAsync<SwarmException>(() => route.ProbeAsync(Token));
        Assert.Equal((error, 6), (refused.ErrorCode, refused.ExitCode));
        var answer = await route.OpenAsync(origin.Destination, Token);
        Assert.Equal((RouteVerdict.Failed, rule), (answer.Verdict, answer.Rule));
        Assert.Null(answer.Connection);
        Assert.Equal(0, origin.Connections);
        return refused;
    }
}

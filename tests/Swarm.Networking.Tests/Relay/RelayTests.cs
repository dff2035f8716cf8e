using System.Net.Sockets;
using System.Security.Cryptography;
using Swarm.Core.Errors;
using Swarm.Networking.Relay.Wire;
using Swarm.Networking.Routing;
using Swarm.Networking.Tests.Support;
using static Swarm.Networking.Tests.Support.RelayScene;

namespace Swarm.Networking.Tests.Relay;

/// <summary>Worker, broker, provider and destination together.</summary>
public sealed class RelayTests
{
    [Fact]
    public async Task Bytes_go_both_ways_and_each_side_ends_by_itself()
    {
        await using var scene = RelayScene.Create();
        await scene.StartProviderAsync();
        await using var origin = Origin.Echo();
        var route = scene.Route();
        await route.ProbeAsync(Token);
        await using var connection = await ConnectAsync(route, origin.Destination);
        await connection.WriteAsync("up and down"u8.ToArray(), Token);
        await connection.CompleteWritesAsync(Token);
        Assert.Equal("up and down"u8.ToArray(), await ReadAllAsync(connection));
        await UntilAsync(() => scene.Broker.Status is { BytesUp: 11, BytesDown: 11, Sessions: [{ Streams: 0, Providers: 1, Workers: 1, Name: Session }] });
    }

    [Fact]
    public async Task A_destination_that_ends_first_can_still_be_written_to()
    {
        await using var scene = RelayScene.Create();
        await scene.StartProviderAsync();
        var received = new TaskCompletionSource<string>();
        await using var origin = new Origin(async (stream, end) =>
        {
            await stream.WriteAsync("first"u8.ToArray(), end);
            stream.Socket.Shutdown(SocketShutdown.Send);
            using var reader = new StreamReader(stream);
            received.SetResult(await reader.ReadToEndAsync(end));
        });
        await using var connection = await ConnectAsync(scene.Route(), origin.Destination);
        Assert.Equal("first"u8.ToArray(), await ReadAllAsync(connection));
        await connection.WriteAsync("then"u8.ToArray(), Token);
        await connection.CompleteWritesAsync(Token);
        Assert.Equal("then", await received.Task.WaitAsync(TimeSpan.FromSeconds(10), Token));
    }

    [Fact]
    public async Task A_hundred_megabytes_go_both_ways_to_the_byte()
    {
        const int Size = 100 * 1024 * 1024;
        var (up, down) = (new byte[Size], new byte[Size]);
        new Random(3).NextBytes(up);
        new Random(4).NextBytes(down);
        await using var scene = RelayScene.Create();
        await scene.StartProviderAsync();
        var digest = new TaskCompletionSource<byte[]>();
        await using var origin = new Origin(async (stream, end) =>
        {
            var sending = Task.Run(async () =>
            {
                await stream.WriteAsync(down, end);
                stream.Socket.Shutdown(SocketShutdown.Send);
            }, end);
            digest.SetResult(await SHA256.HashDataAsync(stream, end));
            await sending;
        });
        await using var connection = await ConnectAsync(scene.Route(), origin.Destination);
        var reading = ReadAllAsync(connection);
        await connection.WriteAsync(up, Token);
        await connection.CompleteWritesAsync(Token);
        Assert.Equal(SHA256.HashData(down), SHA256.HashData(await reading));
        Assert.Equal(SHA256.HashData(up), await digest.Task);
    }

    [Fact]
    public async Task A_thousand_connections_are_open_at_once()
    {
        await using var scene = RelayScene.Create();
        await scene.StartProviderAsync();
        await using var origin = Origin.Echo();
        var route = scene.Route();
        var connections = await Task.WhenAll(Enumerable.Range(0, 1000).Select(_ => ConnectAsync(route, origin.Destination)));
        Assert.Equal(1000, scene.Broker.Status.Sessions[0].Streams);
        Assert.Equal(1000, origin.Connections);
        await Task.WhenAll(connections.Select(async (connection, number) =>
        {
            var sent = BitConverter.GetBytes(number);
            await connection.WriteAsync(sent, Token);
            await connection.CompleteWritesAsync(Token);
            Assert.Equal(sent, await ReadAllAsync(connection));
            await connection.DisposeAsync();
        }));
        await UntilAsync(() => scene.Broker.Status.Sessions[0].Streams == 0);
    }

    [Fact]
    public async Task A_destination_that_reads_nothing_holds_nobody_else_up()
    {
        await using var scene = RelayScene.Create();
        await scene.StartProviderAsync();
        await using var deaf = new Origin((_, end) => Task.Delay(Timeout.Infinite, end));
        await using var origin = Origin.Echo();
        var route = scene.Route();
        await using var slow = await ConnectAsync(route, deaf.Destination);
        var writing = Task.Run(async () => await slow.WriteAsync(new byte[256 * 1024 * 1024], Token));
        for (var round = 0; round < 10; round++)
        {
            await using var quick = await ConnectAsync(route, origin.Destination);
            var sent = new byte[200_000];
            new Random(round).NextBytes(sent);
            await quick.WriteAsync(sent, Token);
            await quick.CompleteWritesAsync(Token);
            Assert.Equal(sent, await ReadAllAsync(quick));
        }

        Assert.False(writing.IsCompleted);
        await slow.DisposeAsync();
        await Assert.ThrowsAsync<IOException>(() => writing);
    }

    [Fact]
    public async Task What_the_rules_deny_is_not_dialled_and_the_rule_comes_back()
    {
        await using var scene = RelayScene.Create();
        await scene.StartProviderAsync();
        await using var origin = Origin.Echo();
        var route = scene.Route(scene.Issue(claims => claims with { Ports = [1] }));
        await ExpectAsync(RouteVerdict.Denied, "port", route, origin.Destination);
        await ExpectAsync(RouteVerdict.Denied, "port", route, new Destination("127.0.0.1", 0));
        await ExpectAsync(RouteVerdict.Denied, "malformed", route, new Destination("127.1", 1));
        await ExpectAsync(RouteVerdict.Failed, "unreachable", route, new Destination("127.0.0.1", 1));
        Assert.Equal(0, origin.Connections);
    }

    [Fact]
    public async Task The_provider_applies_its_own_rules_on_top()
    {
        await using var scene = RelayScene.Create();
        await scene.StartProviderAsync(options => options with { MakeRoute = claims => new DirectRoute([claims.Rules, new() { Ports = [443] }]) });
        await using var origin = Origin.Echo();
        await ExpectAsync(RouteVerdict.Denied, "port", scene.Route(), origin.Destination);
        Assert.Equal(0, origin.Connections);
    }

    [Fact]
    public async Task A_destination_that_is_cut_is_cut_at_the_worker_too()
    {
        await using var scene = RelayScene.Create();
        await scene.StartProviderAsync();
        await using var origin = new Origin(async (stream, end) =>
        {
            await stream.ReadExactlyAsync(new byte[1], end);
            stream.Socket.LingerState = new LingerOption(enable: true, seconds: 0);
            stream.Socket.Close();
        });
        await using var connection = await ConnectAsync(scene.Route(), origin.Destination);
        await connection.WriteAsync(new byte[1], Token);
        await Assert.ThrowsAsync<IOException>(async () => await connection.ReadAsync(new byte[1], Token));
    }

    [Fact]
    public async Task A_worker_that_lets_go_cuts_the_destination()
    {
        await using var scene = RelayScene.Create();
        await scene.StartProviderAsync();
        var ended = new TaskCompletionSource();
        await using var origin = new Origin(async (stream, end) =>
        {
            try
            {
                while (await stream.ReadAsync(new byte[100], end) > 0)
                {
                }
            }
            catch (IOException)
            {
                ended.SetResult();
            }
        });
        var connection = await ConnectAsync(scene.Route(), origin.Destination);
        await connection.WriteAsync("x"u8.ToArray(), Token);
        await connection.DisposeAsync();
        await ended.Task.WaitAsync(TimeSpan.FromSeconds(10), Token);
    }

    [Fact]
    public async Task A_worker_that_lets_go_after_its_end_cuts_the_destination_that_still_sends_nothing()
    {
        await using var scene = RelayScene.Create();
        await scene.StartProviderAsync();
        await using var origin = new Origin((_, end) => Task.Delay(Timeout.Infinite, end));
        var connection = await ConnectAsync(scene.Route(), origin.Destination);
        await connection.CompleteWritesAsync(Token);
        await connection.DisposeAsync();
        await UntilAsync(() => scene.Broker.Status.Sessions[0].Streams == 0);
    }

    [Fact]
    public async Task Many_sessions_keep_to_themselves()
    {
        await using var scene = RelayScene.Create();
        await using var origin = Origin.Echo();
        var names = Enumerable.Range(0, 8).Select(number => $"session-{number}").ToArray();
        foreach (var name in names)
        {
            await scene.StartProviderAsync(options => options with { Session = name });
        }

        await Task.WhenAll(names.Select(async name =>
        {
            var route = scene.Route(scene.Issue(claims => claims with { Session = name }));
            await route.ProbeAsync(Token);
            await using var connection = await ConnectAsync(route, origin.Destination);
        }));
        Assert.All(scene.Broker.Status.Sessions, session => Assert.Equal((1, 1), (session.Providers, session.Workers)));
        Assert.Equal(names, scene.Broker.Status.Sessions.Select(session => session.Name));
        var nobody = scene.Route(scene.Issue(claims => claims with { Session = "nobody" }));
        var refused = await Assert.ThrowsAsync<SwarmException>(() => nobody.ProbeAsync(Token));
        Assert.Equal(ErrorCode.RouteUnavailable, refused.ErrorCode);
        Assert.Contains("no provider of the session 'nobody'", refused.Message, StringComparison.Ordinal);
        await ExpectAsync(RouteVerdict.Failed, "route_gone", nobody, origin.Destination);
    }

    [Fact]
    public async Task A_stranger_that_says_nothing_or_nonsense_is_sent_away()
    {
        await using var scene = RelayScene.Create(options => options with { HandshakeTimeout = TimeSpan.FromMilliseconds(500) });
        foreach (var words in new[] { Array.Empty<byte>(), "GET / HTTP/1.1\r\n\r\n"u8.ToArray(), new byte[5000] })
        {
            using var client = new TcpClient();
            await client.ConnectAsync(scene.Broker.Endpoint, Token);
            await client.GetStream().WriteAsync(words, Token);
            try
            {
                await client.GetStream().CopyToAsync(Stream.Null, Token).WaitAsync(TimeSpan.FromSeconds(10), Token);
            }
            catch (IOException)
            {
                // Reset rather than ended.
            }
        }

        await UntilAsync(() => scene.Broker.Status is { Connections: 0, Refused: 3 });
        await scene.StartProviderAsync();
        await scene.Route().ProbeAsync(Token);
    }

    [Fact]
    public async Task Connections_are_bounded()
    {
        await using var scene = RelayScene.Create(options => options with { MostConnections = 2 });
        await scene.StartProviderAsync();
        await scene.Route().ProbeAsync(Token);
        var refused = await Assert.ThrowsAsync<SwarmException>(() => scene.Route(connection: new MultiplexerOptions()).ProbeAsync(Token));
        Assert.Equal(ErrorCode.RouteUnavailable, refused.ErrorCode);
    }
}

using System.Net;
using Swarm.Core.Errors;
using Swarm.Networking.Routing;
using Swarm.Networking.Tests.Support;
using static Swarm.Networking.Tests.Support.RelayScene;

namespace Swarm.Networking.Tests.Relay;

/// <summary>Brokers and providers that go, come back and stop.</summary>
public sealed class RelayLifetimeTests
{
    [Fact]
    public async Task Providers_share_the_work_and_one_that_goes_is_replaced()
    {
        await using var scene = RelayScene.Create();
        var one = await scene.StartProviderAsync();
        var other = await scene.StartProviderAsync();
        await using var origin = Origin.Echo();
        var route = scene.Route();
        var connections = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => ConnectAsync(route, origin.Destination)));
        Assert.InRange(one.Status.Streams, 30, 70);
        Assert.InRange(other.Status.Streams, 30, 70);
        await one.DisposeAsync();
        var cut = 0;
        foreach (var connection in connections)
        {
            try
            {
                await connection.WriteAsync("x"u8.ToArray(), Token);
                await connection.CompleteWritesAsync(Token);
                await ReadAllAsync(connection);
            }
            catch (IOException)
            {
                cut++;
            }
        }

        Assert.InRange(cut, 30, 70);
        for (var round = 0; round < 20; round++)
        {
            await using var connection = await ConnectAsync(route, origin.Destination);
        }

        await UntilAsync(() => scene.Broker.Status.Sessions[0].Providers == 1);
    }

    [Fact]
    public async Task A_provider_that_comes_back_serves_the_same_worker()
    {
        await using var scene = RelayScene.Create();
        var provider = await scene.StartProviderAsync();
        await using var origin = Origin.Echo();
        var route = scene.Route();
        await using (var connection = await ConnectAsync(route, origin.Destination))
        {
            await provider.DisposeAsync();
            await Assert.ThrowsAsync<IOException>(async () => await connection.ReadAsync(new byte[1], Token));
        }

        await ExpectAsync(RouteVerdict.Failed, "route_gone", route, origin.Destination);
        await scene.StartProviderAsync();
        await using var again = await ConnectAsync(route, origin.Destination);
    }

    [Fact]
    public async Task A_broker_that_is_killed_in_mid_transfer_cuts_streams_and_is_found_again()
    {
        await using var scene = RelayScene.Create();
        var provider = await scene.StartProviderAsync();
        await using var origin = new Origin(async (stream, end) =>
        {
            while (true)
            {
                await stream.WriteAsync(new byte[10_000], end);
            }
        });
        var route = scene.Route();
        await using var connection = await ConnectAsync(route, origin.Destination);
        await connection.ReadAsync(new byte[1000], Token);
        var endpoint = scene.Broker.Endpoint;
        await scene.Broker.DisposeAsync();
        await Assert.ThrowsAsync<IOException>(async () => await ReadAllAsync(connection).WaitAsync(TimeSpan.FromSeconds(10), Token));
        await UntilAsync(() => !provider.Status.IsConnected && provider.Status.Problem is not null);
        scene.StartBroker(new IPEndPoint(IPAddress.Loopback, endpoint.Port));
        await UntilAsync(() => provider.Status.IsConnected);
        await using var again = await ConnectAsync(route, origin.Destination);
        Assert.True(await again.ReadAsync(new byte[1000], Token) > 0);
    }

    [Fact]
    public async Task A_broker_that_stays_away_fails_within_its_time_and_nothing_is_dialled()
    {
        await using var scene = RelayScene.Create();
        await scene.StartProviderAsync();
        await using var origin = Origin.Echo();
        var route = scene.Route();
        await route.ProbeAsync(Token);
        await scene.Broker.DisposeAsync();
        await ExpectAsync(RouteVerdict.Failed, "route_gone", route, origin.Destination);
        var refused = await Assert.ThrowsAsync<SwarmException>(() => route.ProbeAsync(Token));
        Assert.Equal((ErrorCode.RouteUnavailable, 6), (refused.ErrorCode, refused.ExitCode));
        Assert.Equal(0, origin.Connections);
    }

    [Fact]
    public async Task A_broker_that_stops_lets_streams_end()
    {
        await using var scene = RelayScene.Create();
        await scene.StartProviderAsync();
        await using var origin = Origin.Echo();
        var route = scene.Route();
        await using var connection = await ConnectAsync(route, origin.Destination);
        var stopped = scene.Broker.StopAsync(TimeSpan.FromSeconds(20));
        await Task.Delay(200, Token);
        Assert.False(stopped.IsCompleted);
        await connection.WriteAsync("last"u8.ToArray(), Token);
        await connection.CompleteWritesAsync(Token);
        Assert.Equal("last"u8.ToArray(), await ReadAllAsync(connection));
        await stopped.WaitAsync(TimeSpan.FromSeconds(5), Token);
    }

    [Fact]
    public async Task A_broker_that_stops_cuts_what_does_not_end_in_time()
    {
        await using var scene = RelayScene.Create();
        await scene.StartProviderAsync();
        await using var origin = Origin.Echo();
        await using var connection = await ConnectAsync(scene.Route(), origin.Destination);
        await scene.Broker.StopAsync(TimeSpan.FromMilliseconds(300)).WaitAsync(TimeSpan.FromSeconds(5), Token);
        await Assert.ThrowsAsync<IOException>(async () => await connection.ReadAsync(new byte[1], Token));
    }

    [Fact]
    public async Task A_provider_that_stops_lets_streams_end_and_gets_no_new_ones()
    {
        await using var scene = RelayScene.Create();
        var leaving = await scene.StartProviderAsync();
        await using var origin = Origin.Echo();
        var route = scene.Route();
        await using var connection = await ConnectAsync(route, origin.Destination);
        var staying = await scene.StartProviderAsync();
        var stopped = leaving.StopAsync(TimeSpan.FromSeconds(20));
        await UntilAsync(() => !leaving.Status.IsConnected);
        await using var next = await ConnectAsync(route, origin.Destination);
        await UntilAsync(() => staying.Status.Streams == 1);
        await connection.WriteAsync("last"u8.ToArray(), Token);
        await connection.CompleteWritesAsync(Token);
        Assert.Equal("last"u8.ToArray(), await ReadAllAsync(connection));
        await stopped.WaitAsync(TimeSpan.FromSeconds(5), Token);
    }
}

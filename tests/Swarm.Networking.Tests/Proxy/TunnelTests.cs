using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Swarm.Networking.Proxy;
using Swarm.Networking.Routing;
using Swarm.Networking.Rules;
using Swarm.Networking.Tests.Support;

namespace Swarm.Networking.Tests.Proxy;

public sealed class TunnelTests
{
    [Fact]
    public async Task Large_streams_are_the_same_bytes_both_ways()
    {
        using var origin = RawOrigin.Echo();
        await using var scene = ProxyScene.ToLoopback();
        using var socket = await scene.TunnelAsync(origin.Port);
        const int Size = 48 * 1024 * 1024;
        var sending = Task.Run(async () =>
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var random = new Random(9);
            for (var left = Size; left > 0;)
            {
                var part = new byte[Math.Min(left, random.Next(1, 300_000))];
                random.NextBytes(part);
                hash.AppendData(part);
                for (var sent = 0; sent < part.Length;)
                {
                    sent += await socket.SendAsync(part.AsMemory(sent));
                }

                left -= part.Length;
            }

            socket.Shutdown(SocketShutdown.Send);
            return hash.GetHashAndReset();
        });
        using var received = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[65536];
        for (int count; (count = await socket.ReceiveAsync(buffer)) > 0;)
        {
            received.AppendData(buffer, 0, count);
        }

        Assert.Equal(await sending, received.GetHashAndReset());
        var receipt = Assert.Single(await scene.ReceiptsAsync());
        Assert.Equal(("allowed", "origin.test", "127.0.0.1", Size, Size), (receipt.Verdict, receipt.Host, receipt.Address, (int)receipt.BytesUp, (int)receipt.BytesDown));
    }

    [Fact]
    public async Task Each_side_may_end_first()
    {
        // The client is done and still gets an answer.
        using var counting = new RawOrigin(async socket =>
        {
            var total = await RawOrigin.DrainAsync(socket);
            await socket.SendAsync(Encoding.ASCII.GetBytes($"{total}"));
        });

        // The server is done and still gets what the client sends.
        var heard = new TaskCompletionSource<long>();
        using var greeting = new RawOrigin(async socket =>
        {
            await socket.SendAsync("hello"u8.ToArray());
            socket.Shutdown(SocketShutdown.Send);
            heard.SetResult(await RawOrigin.DrainAsync(socket));
        });
        await using var scene = ProxyScene.ToLoopback();
        using var first = await scene.TunnelAsync(counting.Port);
        await first.SendAsync(new byte[12345]);
        first.Shutdown(SocketShutdown.Send);
        Assert.Equal("12345", await ReadToEndAsync(first));
        using var second = await scene.TunnelAsync(greeting.Port);
        Assert.Equal("hello", await ReadToEndAsync(second));
        await Task.Delay(50);
        await second.SendAsync(new byte[54321]);
        second.Shutdown(SocketShutdown.Send);
        Assert.Equal(54321, await heard.Task);
    }

    [Fact]
    public async Task A_cut_on_one_side_is_a_cut_on_the_other()
    {
        var cut = new TaskCompletionSource<bool>();
        using var origin = new RawOrigin(async socket =>
        {
            await socket.SendAsync("hello"u8.ToArray());
            try
            {
                await RawOrigin.DrainAsync(socket);
                cut.SetResult(false);
            }
            catch (SocketException)
            {
                cut.SetResult(true);
            }
        });
        using var cutting = new RawOrigin(async socket =>
        {
            await socket.ReceiveAsync(new byte[10]);
            socket.LingerState = new LingerOption(enable: true, seconds: 0);
        });
        await using var scene = ProxyScene.ToLoopback();
        var socket = await scene.TunnelAsync(origin.Port);
        await socket.ReceiveAsync(new byte[10]);
        socket.LingerState = new LingerOption(enable: true, seconds: 0);
        socket.Dispose();
        Assert.True(await cut.Task);
        using var other = await scene.TunnelAsync(cutting.Port);
        await other.SendAsync("bye"u8.ToArray());
        await Assert.ThrowsAsync<SocketException>(() => ReadToEndAsync(other));
    }

    [Fact]
    public async Task A_tunnel_where_nothing_moves_is_cut_and_one_that_moves_slowly_is_not()
    {
        using var silent = new RawOrigin(async socket => await RawOrigin.DrainAsync(socket));
        using var slow = new RawOrigin(async socket =>
        {
            for (var index = 0; index < 10; index++)
            {
                await socket.SendAsync("."u8.ToArray());
                await Task.Delay(100);
            }
        });
        await using var scene = ProxyScene.ToLoopback(new WorkerProxyOptions { IdleTimeout = TimeSpan.FromMilliseconds(500) });
        using var idle = await scene.TunnelAsync(silent.Port);
        using var moving = await scene.TunnelAsync(slow.Port);
        var reading = ReadToEndAsync(moving);
        var started = Stopwatch.GetTimestamp();
        await Assert.ThrowsAsync<SocketException>(() => ReadToEndAsync(idle));
        Assert.InRange(Stopwatch.GetElapsedTime(started).TotalSeconds, 0.4, 10);
        Assert.Equal("..........", await reading);
    }

    [Fact]
    public async Task Thousands_of_connections_at_once_each_get_their_own_bytes()
    {
        using var origin = RawOrigin.Echo();
        await using var scene = ProxyScene.ToLoopback();
        const int Count = 2000;
        var sockets = new Socket[Count];
        await Parallel.ForAsync(0, Count, new ParallelOptions { MaxDegreeOfParallelism = 64 }, async (index, _) => sockets[index] = await scene.TunnelAsync(origin.Port));
        Assert.Equal(Count, scene.Proxy.Connections);
        await Parallel.ForAsync(0, Count, new ParallelOptions { MaxDegreeOfParallelism = 256 }, async (index, _) =>
        {
            using var socket = sockets[index];
            var text = $"number {index} {new string('x', index * 7)}";
            await socket.SendAsync(Encoding.ASCII.GetBytes(text));
            socket.Shutdown(SocketShutdown.Send);
            Assert.Equal(text, await ReadToEndAsync(socket));
        });
        var receipts = await scene.ReceiptsAsync();
        Assert.Equal((Count, Count), (receipts.Count, receipts.Count(receipt => receipt.Verdict == "allowed" && receipt.BytesUp == receipt.BytesDown)));
    }

    [Fact]
    public async Task A_stop_lets_what_is_under_way_end_and_cuts_what_does_not()
    {
        var go = new TaskCompletionSource();
        using var ending = new RawOrigin(async socket =>
        {
            await go.Task;
            await socket.SendAsync("late"u8.ToArray());
        });
        using var endless = new RawOrigin(async socket => await RawOrigin.DrainAsync(socket));
        await using var scene = ProxyScene.ToLoopback();
        using var first = await scene.TunnelAsync(ending.Port);
        first.Shutdown(SocketShutdown.Send);
        using var second = await scene.TunnelAsync(endless.Port);
        using var waiting = await scene.ConnectAsync();
        var stopping = scene.Proxy.StopAsync(TimeSpan.FromSeconds(1));
        await Task.Delay(100);
        await Assert.ThrowsAnyAsync<SocketException>(scene.ConnectAsync);
        go.SetResult();
        Assert.Equal("late", await ReadToEndAsync(first));
        await Assert.ThrowsAsync<SocketException>(() => ReadToEndAsync(second));
        await stopping;
        Assert.Equal(2, (await scene.ReceiptsAsync()).Count);
    }

    [Fact]
    public async Task A_name_that_turns_between_check_and_dial_or_mixes_its_addresses_reaches_nothing_near()
    {
        using var canary = new Canary();
        var rules = new EgressRules { Hosts = ["turning.test"], Ranges = ["127.0.0.2/32"] };

        // The first answer is refused by nobody listening; a second question would give the canary's address.
        var turning = new ScriptedResolver([IPAddress.Parse("127.0.0.2")], [IPAddress.Loopback]);
        await using (var scene = new ProxyScene(new DirectRoute([rules], new DirectRouteOptions { Resolver = turning })))
        {
            var request = $"CONNECT turning.test:{canary.Port} HTTP/1.1\r\nHost: turning.test:{canary.Port}\r\n\r\n";
            Assert.Equal((502, 1), ((await scene.SendAsync(request)).Status, turning.Asked));
            Assert.Equal((403, 2), ((await scene.SendAsync(request)).Status, turning.Asked));
            Assert.Equal(["unreachable", "loopback"], (await scene.ReceiptsAsync()).Select(receipt => receipt.Rule));
        }

        var mixed = new ScriptedResolver([IPAddress.Parse("127.0.0.2"), IPAddress.Loopback]);
        await using (var scene = new ProxyScene(new DirectRoute([rules], new DirectRouteOptions { Resolver = mixed })))
        {
            Assert.Equal(403, (await scene.SendAsync($"GET http://turning.test:{canary.Port}/ HTTP/1.1\r\nHost: turning.test:{canary.Port}\r\n\r\n")).Status);
            Assert.Equal("127.0.0.1", Assert.Single(await scene.ReceiptsAsync()).Address);
        }

        Assert.Equal(0, await canary.CountAsync(0));
    }

    [Fact]
    public async Task The_proxy_does_not_lead_to_itself()
    {
        var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(16);
        var own = (IPEndPoint)listener.LocalEndPoint!;
        listener.Dispose();
        await using var route = new DirectRoute([new EgressRules { Ranges = ["127.0.0.0/8"] }], new DirectRouteOptions { OwnListeners = () => [own] });
        await using var scene = new ProxyScene(route);
        Assert.Equal("Denied by the rule 'self'.\n", (await scene.SendAsync($"CONNECT 127.0.0.1:{own.Port} HTTP/1.1\r\nHost: 127.0.0.1:{own.Port}\r\n\r\n")).Body);
        Assert.Equal("Denied by the rule 'self'.\n", (await scene.SendAsync($"CONNECT 127.9.9.9:{own.Port} HTTP/1.1\r\nHost: 127.9.9.9:{own.Port}\r\n\r\n")).Body);
    }

    [Fact]
    public async Task A_closed_route_lets_nothing_through()
    {
        await using var scene = new ProxyScene(new ClosedRoute());
        Assert.Equal("Denied by the rule 'closed'.\n", (await scene.SendAsync("CONNECT example.org:443 HTTP/1.1\r\nHost: example.org:443\r\n\r\n")).Body);
    }

    [Theory]
    [InlineData("HTTP/1.1")]
    [InlineData("HTTP/1.0")]
    public async Task Both_versions_open_tunnels(string version)
    {
        using var origin = RawOrigin.Echo();
        await using var scene = ProxyScene.ToLoopback();
        var host = version == "HTTP/1.1" ? $"Host: origin.test:{origin.Port}\r\n" : string.Empty;
        Assert.Equal("HTTP/1.1 200 Connection established\r\n\r\n", (await scene.SendAsync($"CONNECT origin.test:{origin.Port} {version}\r\n{host}\r\n")).Text);
    }

    private static async Task<string> ReadToEndAsync(Socket socket)
    {
        var text = new StringBuilder();
        var buffer = new byte[65536];
        for (int count; (count = await socket.ReceiveAsync(buffer)) > 0;)
        {
            text.Append(Encoding.ASCII.GetString(buffer, 0, count));
        }

        return text.ToString();
    }
}

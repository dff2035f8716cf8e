using System.Net.Sockets;
using System.Text;
using Swarm.Networking.Proxy;
using Swarm.Networking.Tests.Support;

namespace Swarm.Networking.Tests.Proxy;

public sealed class ExchangeTests
{
    [Fact]
    public async Task What_is_between_client_and_proxy_stays_there()
    {
        using var origin = RawOrigin.Answering("HTTP/1.1 200 Fine\r\nContent-Length: 2\r\nX-Kept: 1\r\nX-Dropped: 2\r\nKeep-Alive: 3\r\nProxy-Authenticate: Basic\r\nUpgrade: h2c\r\nSet-Cookie: a\r\nSet-Cookie: b\r\nConnection: X-Dropped\r\n\r\nok");
        await using var scene = ProxyScene.ToLoopback();
        var answer = await scene.SendAsync(
            $"GET http://ORIGIN.test.:{origin.Port}?q=/x HTTP/1.1\r\nHost: origin.test:{origin.Port}\r\nProxy-Authorization: Basic c2VjcmV0\r\nProxy-Connection: keep-alive\r\n"
            + "Connection: X-Mine, keep-alive, Upgrade\r\nX-Mine: 1\r\nx-kept: ä\r\nUpgrade: websocket\r\nTE: trailers\r\nKeep-Alive: 5\r\nHTTP2-Settings: a\r\nExpect: 100-continue\r\nTrailer: x\r\nCookie: c\r\nConnection: close\r\n\r\n");
        Assert.Equal(200, answer.Status);
        Assert.Equal("HTTP/1.1 200 Fine\r\nX-Kept: 1\r\nSet-Cookie: a\r\nSet-Cookie: b\r\nContent-Length: 2\r\nVia: 1.1 swarm\r\nConnection: close\r\n", answer.Head);
        Assert.Equal("ok", answer.Body);
        var expected = $"GET /?q=/x HTTP/1.1\r\nHost: origin.test:{origin.Port}\r\nx-kept: ä\r\nCookie: c\r\nVia: 1.1 swarm\r\nConnection: close\r\n\r\n";
        Assert.Equal(Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(expected)), Assert.Single(origin.Requests));
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\nContent-Length: 2\n\nok")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nok")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nX : 1\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nX: a\r\n b\r\n\r\n")]
    [InlineData("HTTP/1.1 101 Switching\r\n\r\n")]
    [InlineData("HTTP/1.1 20 OK\r\n\r\n")]
    [InlineData("HTTP/1.1 2000 OK\r\n\r\n")]
    [InlineData("HTTP/1.1 999 OK\r\n\r\n")]
    [InlineData("HTTP/2 200 OK\r\n\r\n")]
    [InlineData("ICY 200 OK\r\n\r\n")]
    [InlineData("hello")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Le")]
    [InlineData("")]
    public async Task An_answer_that_could_be_read_in_two_ways_is_the_servers_fault(string bytes)
    {
        using var origin = RawOrigin.Answering(bytes);
        await using var scene = ProxyScene.ToLoopback();
        Assert.Equal(502, (await GetAsync(scene, origin.Port)).Status);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nok")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nokno\r\n0\r\n\r\n")]
    public async Task A_body_that_is_cut_short_does_not_look_whole(string bytes)
    {
        using var origin = RawOrigin.Answering(bytes);
        await using var scene = ProxyScene.ToLoopback();
        var answer = await GetAsync(scene, origin.Port);
        Assert.True(answer.WasCut || answer.Bytes.Length == 0);
        Assert.DoesNotContain("\r\n0\r\n", answer.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("HEAD", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", "Content-Length: 5\r\n", "")]
    [InlineData("HEAD", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "HTTP/1.1 200", "")]
    [InlineData("GET", "HTTP/1.1 204 No Content\r\n\r\n", "HTTP/1.1 204", "")]
    [InlineData("GET", "HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n", "Content-Length: 5\r\n", "")]
    [InlineData("GET", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", "Content-Length: 0\r\n", "")]
    [InlineData("GET", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokTRAILING", "Content-Length: 2\r\n", "ok")]
    [InlineData("GET", "HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n2;x=y\r\nok\r\n1\r\n!\r\n0\r\nX: y\r\n\r\nTRAILING", "Transfer-Encoding: chunked\r\n", "00003\r\nok!\r\n0\r\n\r\n")]
    [InlineData("GET", "HTTP/1.1 200 OK\r\n\r\nuntil the end", "Connection: close\r\n", "until the end")]
    [InlineData("GET", "HTTP/1.0 200 OK\r\n\r\nuntil the end", "HTTP/1.1 200 OK\r\n", "until the end")]
    [InlineData("GET", "HTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", "Link: a\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nVia: 1.1 swarm\r\nConnection: close\r\n\r\nok")]
    [InlineData("GET", "HTTP/1.1 200\r\nContent-Length: 2\r\n\r\nok", "HTTP/1.1 200 \r\n", "ok")]
    public async Task Bodies_end_where_they_should(string method, string bytes, string head, string body)
    {
        using var origin = RawOrigin.Answering(bytes);
        await using var scene = ProxyScene.ToLoopback();
        var answer = await GetAsync(scene, origin.Port, method);
        Assert.Contains(head, answer.Head, StringComparison.Ordinal);
        Assert.Equal((body, false), (answer.Body, answer.WasCut));
    }

    [Fact]
    public async Task A_client_of_HTTP_1_0_gets_no_chunks()
    {
        using var origin = RawOrigin.Answering("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n");
        await using var scene = ProxyScene.ToLoopback();
        var answer = await scene.SendAsync($"GET http://origin.test:{origin.Port}/ HTTP/1.0\r\n\r\n");
        Assert.Equal("ok", answer.Body);
        Assert.DoesNotContain("chunked", answer.Head, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_connection_serves_many_requests_each_judged_anew()
    {
        using var origin = new RawOrigin(async socket =>
        {
            await socket.ReceiveAsync(new byte[65536]);
            await socket.SendAsync("HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/\r\nContent-Length: 2\r\n\r\nok"u8.ToArray());
        });
        await using var scene = ProxyScene.ToLoopback();
        var one = $"GET http://origin.test:{origin.Port}/ HTTP/1.1\r\nHost: origin.test:{origin.Port}\r\n\r\n";
        var answer = await scene.SendAsync($"{one}{one}{one}GET http://169.254.169.254/ HTTP/1.1\r\nHost: 169.254.169.254\r\n\r\n{one}");
        Assert.Equal(3, answer.Text.Split("HTTP/1.1 302 Found").Length - 1);
        Assert.EndsWith("Denied by the rule 'metadata'.\n", answer.Text, StringComparison.Ordinal);
        Assert.Equal(["allowed", "allowed", "allowed", "metadata"], (await scene.ReceiptsAsync()).Select(receipt => receipt.Rule));
    }

    [Fact]
    public async Task Leave_to_send_a_body_comes_from_the_server()
    {
        using var origin = new RawOrigin(async socket =>
        {
            var buffer = new byte[65536];
            var head = Encoding.ASCII.GetString(buffer, 0, await socket.ReceiveAsync(buffer));
            Assert.Contains("Expect: 100-continue\r\n", head, StringComparison.Ordinal);
            await socket.SendAsync("HTTP/1.1 100 Continue\r\n\r\n"u8.ToArray());
            var body = Encoding.ASCII.GetString(buffer, 0, await socket.ReceiveAsync(buffer));
            await socket.SendAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {body.Length}\r\n\r\n{body}"));
        });
        await using var scene = ProxyScene.ToLoopback();
        using var socket = await scene.ConnectAsync();
        await socket.SendAsync(Encoding.ASCII.GetBytes($"POST http://origin.test:{origin.Port}/ HTTP/1.1\r\nHost: origin.test:{origin.Port}\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n"));
        var buffer = new byte[65536];
        Assert.Equal("HTTP/1.1 100 Continue\r\n\r\n", Encoding.ASCII.GetString(buffer, 0, await socket.ReceiveAsync(buffer)));
        await socket.SendAsync("hello"u8.ToArray());
        var answer = string.Empty;
        while (!answer.EndsWith("hello", StringComparison.Ordinal) && await socket.ReceiveAsync(buffer) is var count and > 0)
        {
            answer += Encoding.ASCII.GetString(buffer, 0, count);
        }

        Assert.EndsWith("\r\n\r\nhello", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_may_answer_before_it_has_the_whole_body()
    {
        using var origin = new RawOrigin(async socket =>
        {
            await socket.ReceiveAsync(new byte[4096]);
            await socket.SendAsync("HTTP/1.1 413 Too Large\r\nContent-Length: 3\r\n\r\nno\n"u8.ToArray());
            socket.Shutdown(SocketShutdown.Send);
            await RawOrigin.DrainAsync(socket);
        });
        await using var scene = ProxyScene.ToLoopback();
        var head = Encoding.ASCII.GetBytes($"POST http://origin.test:{origin.Port}/ HTTP/1.1\r\nHost: origin.test:{origin.Port}\r\nContent-Length: 100000000\r\n\r\n");
        var answer = await scene.SendAsync([.. head, .. new byte[100_000]], thenEnd: false);
        Assert.Equal((413, "no\n"), (answer.Status, answer.Body));
        Assert.Contains("Connection: close\r\n", answer.Head, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Large_bodies_are_the_same_bytes_on_the_other_side_in_every_framing()
    {
        using var origin = new RawOrigin(EchoBodyAsync);
        await using var scene = ProxyScene.ToLoopback();
        var random = new Random(3);
        var body = new byte[3_000_000];
        random.NextBytes(body);
        var head = $"POST http://origin.test:{origin.Port}/ HTTP/1.1\r\nHost: origin.test:{origin.Port}\r\nConnection: close\r\n";
        var known = await scene.SendAsync([.. Encoding.ASCII.GetBytes($"{head}Content-Length: {body.Length}\r\n\r\n"), .. body]);
        var chunked = new MemoryStream();
        chunked.Write(Encoding.ASCII.GetBytes($"{head}Transfer-Encoding: chunked\r\n\r\n"));
        for (int at = 0, size; at < body.Length; at += size)
        {
            size = Math.Min(random.Next(1, 1 << random.Next(1, 18)), body.Length - at);
            chunked.Write(Encoding.ASCII.GetBytes($"{size:x}{(size % 3 == 0 ? ";ext=\"v\"" : string.Empty)}\r\n"));
            chunked.Write(body.AsSpan(at, size));
            chunked.Write("\r\n"u8);
        }

        chunked.Write("0\r\nTrailer: dropped\r\n\r\n"u8);
        var inChunks = await scene.SendAsync(chunked.ToArray());
        foreach (var answer in new[] { known, inChunks })
        {
            Assert.Equal(200, answer.Status);
            var start = answer.Text.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4;
            Assert.True(answer.Bytes.AsSpan(start).SequenceEqual(body));
        }

        var receipts = await scene.ReceiptsAsync();
        Assert.All(receipts, receipt => Assert.True(receipt.BytesUp > body.Length && receipt.BytesDown > body.Length));
    }

    [Fact]
    public async Task A_server_that_says_nothing_is_given_up()
    {
        using var origin = new RawOrigin(async socket => await RawOrigin.DrainAsync(socket));
        await using var scene = ProxyScene.ToLoopback(new WorkerProxyOptions { IdleTimeout = TimeSpan.FromMilliseconds(300) });
        Assert.Equal(504, (await scene.SendAsync($"GET http://origin.test:{origin.Port}/ HTTP/1.1\r\nHost: origin.test:{origin.Port}\r\n\r\n", thenEnd: false)).Status);
    }

    private static Task<RawAnswer> GetAsync(ProxyScene scene, int port, string method = "GET") =>
        scene.SendAsync($"{method} http://origin.test:{port}/ HTTP/1.1\r\nHost: origin.test:{port}\r\nConnection: close\r\n\r\n");

    // Reads a request in either framing and sends its body back until the connection's end.
    private static async Task EchoBodyAsync(Socket socket)
    {
        await using var stream = new NetworkStream(socket);
        using var all = new MemoryStream();
        var buffer = new byte[65536];
        var text = string.Empty;
        while (!text.Contains("\r\n\r\n", StringComparison.Ordinal))
        {
            all.Write(buffer, 0, await stream.ReadAsync(buffer));
            text = Encoding.Latin1.GetString(all.ToArray());
        }

        var start = text.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4;
        var length = text.Contains("Content-Length: ", StringComparison.Ordinal) ? int.Parse(text.Split("Content-Length: ")[1].Split('\r')[0]) : -1;
        while (length >= 0 ? all.Length < start + length : !EndsWithLastChunk(all))
        {
            all.Write(buffer, 0, await stream.ReadAsync(buffer));
        }

        var body = length >= 0 ? all.ToArray()[start..] : Unchunk(all.ToArray().AsSpan(start));
        await stream.WriteAsync("HTTP/1.1 200 OK\r\n\r\n"u8.ToArray());
        await stream.WriteAsync(body);
        socket.Shutdown(SocketShutdown.Send);
        await RawOrigin.DrainAsync(socket);
    }

    private static bool EndsWithLastChunk(MemoryStream all) => all.GetBuffer().AsSpan(0, (int)all.Length).EndsWith("\r\n0\r\n\r\n"u8);

    private static byte[] Unchunk(ReadOnlySpan<byte> bytes)
    {
        using var body = new MemoryStream();
        while (true)
        {
            var end = bytes.IndexOf("\r\n"u8);
            var size = Convert.ToInt32(Encoding.ASCII.GetString(bytes[..end]), 16);
            body.Write(bytes.Slice(end + 2, size));
            bytes = bytes[(end + 4 + size)..];
            if (size == 0)
            {
                return body.ToArray();
            }
        }
    }
}

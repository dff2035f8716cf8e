using System.Text;
using Swarm.Networking.Proxy;
using Swarm.Networking.Routing;
using Swarm.Networking.Rules;
using Swarm.Networking.Tests.Support;

namespace Swarm.Networking.Tests.Proxy;

public sealed class RequestTests
{
    private const string Get = "GET http://origin.test:PORT/a?b=c HTTP/1.1\r\nHost: origin.test:PORT\r\n";

    [Theory]
    [InlineData("GET http://origin.test:PORT/ HTTP/1.1\nHost: origin.test:PORT\n\n", 400)]
    [InlineData("GET http://origin.test:PORT/ HTTP/1.1\r\nHost: origin.test:PORT\n\r\n", 400)]
    [InlineData("GET http://origin.test:PORT/ HTTP/1.1\r\nHost: origin.test:PORT\r\nX: a\rb\r\n\r\n", 400)]
    [InlineData("GET http://origin.test:PORT/ HTTP/1.1\r\nHost: origin.test:PORT\r\nX: a\0b\r\n\r\n", 400)]
    [InlineData("GET http://origin.test:PORT/ HTTP/1.1\r\nHost: origin.test:PORT\r\nX: a\r\n folded\r\n\r\n", 400)]
    [InlineData("GET http://origin.test:PORT/ HTTP/1.1\r\nHost: origin.test:PORT\r\n\tX: a\r\n\r\n", 400)]
    [InlineData("GET http://origin.test:PORT/ HTTP/1.1\r\nHost : origin.test:PORT\r\n\r\n", 400)]
    [InlineData("GET http://origin.test:PORT/ HTTP/1.1\r\nHost: origin.test:PORT\r\nX y: a\r\n\r\n", 400)]
    [InlineData("GET http://origin.test:PORT/ HTTP/1.1\r\nHost: origin.test:PORT\r\n: a\r\n\r\n", 400)]
    [InlineData("GET http://origin.test:PORT/ HTTP/1.1\r\nHost: origin.test:PORT\r\nX\r\n\r\n", 400)]
    [InlineData("GET  http://origin.test:PORT/ HTTP/1.1\r\nHost: origin.test:PORT\r\n\r\n", 400)]
    [InlineData("GET\thttp://origin.test:PORT/ HTTP/1.1\r\nHost: origin.test:PORT\r\n\r\n", 400)]
    [InlineData("GET http://origin.test:PORT/a b HTTP/1.1\r\nHost: origin.test:PORT\r\n\r\n", 400)]
    [InlineData("GET http://origin.test:PORT/ü HTTP/1.1\r\nHost: origin.test:PORT\r\n\r\n", 400)]
    [InlineData("GET http://origin.test:PORT/#x HTTP/1.1\r\nHost: origin.test:PORT\r\n\r\n", 400)]
    [InlineData(" GET http://origin.test:PORT/ HTTP/1.1\r\nHost: origin.test:PORT\r\n\r\n", 400)]
    [InlineData("\r\nGET http://origin.test:PORT/ HTTP/1.1\r\nHost: origin.test:PORT\r\n\r\n", 400)]
    [InlineData("G(T http://origin.test:PORT/ HTTP/1.1\r\nHost: origin.test:PORT\r\n\r\n", 400)]
    [InlineData("GET http://origin.test:PORT/\r\n\r\n", 400)]
    [InlineData("GET http://origin.test:PORT/ HTTP/1.1 \r\nHost: origin.test:PORT\r\n\r\n", 400)]
    [InlineData("GET http://origin.test:PORT/ HTTP/2.0\r\nHost: origin.test:PORT\r\n\r\n", 505)]
    [InlineData("GET http://origin.test:PORT/ HTTP/1.2\r\nHost: origin.test:PORT\r\n\r\n", 505)]
    [InlineData("GET http://origin.test:PORT/ http/1.1\r\nHost: origin.test:PORT\r\n\r\n", 505)]
    [InlineData("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505)]
    [InlineData("GET / HTTP/1.1\r\nHost: origin.test:PORT\r\n\r\n", 400)]
    [InlineData("GET //origin.test:PORT/ HTTP/1.1\r\nHost: origin.test:PORT\r\n\r\n", 400)]
    [InlineData("OPTIONS * HTTP/1.1\r\nHost: origin.test:PORT\r\n\r\n", 400)]
    [InlineData("GET https://origin.test:PORT/ HTTP/1.1\r\nHost: origin.test:PORT\r\n\r\n", 400)]
    [InlineData("GET ftp://origin.test:PORT/ HTTP/1.1\r\nHost: origin.test:PORT\r\n\r\n", 400)]
    [InlineData("GET http:origin.test:PORT/ HTTP/1.1\r\nHost: origin.test:PORT\r\n\r\n", 400)]
    [InlineData("GET http:///origin.test:PORT/ HTTP/1.1\r\nHost: origin.test:PORT\r\n\r\n", 400)]
    [InlineData("GET http://user@origin.test:PORT/ HTTP/1.1\r\nHost: origin.test:PORT\r\n\r\n", 400)]
    [InlineData("GET http://user:word@origin.test:PORT/ HTTP/1.1\r\nHost: origin.test:PORT\r\n\r\n", 400)]
    [InlineData("GET http://evil.test\\@origin.test:PORT/ HTTP/1.1\r\nHost: origin.test:PORT\r\n\r\n", 400)]
    [InlineData("GET http://origin.test:PORT/ HTTP/1.1\r\n\r\n", 400)]
    [InlineData("GET http://origin.test:PORT/ HTTP/1.1\r\nHost: other.test:PORT\r\n\r\n", 400)]
    [InlineData("GET http://origin.test:PORT/ HTTP/1.1\r\nHost: origin.test\r\n\r\n", 400)]
    [InlineData("GET http://origin.test:PORT/ HTTP/1.1\r\nHost: origin.test:PORT\r\nHost: origin.test:PORT\r\n\r\n", 400)]
    [InlineData("GET http://origin.test:PORT/ HTTP/1.1\r\nHost: origin.test:PORT, other.test\r\n\r\n", 400)]
    [InlineData("GET http://origin.test:PORT/ HTTP/1.1\r\nHost:\r\n\r\n", 400)]
    [InlineData("POST http://origin.test:PORT/ HTTP/1.1\r\nHost: origin.test:PORT\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\nabc", 400)]
    [InlineData("POST http://origin.test:PORT/ HTTP/1.1\r\nHost: origin.test:PORT\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd", 400)]
    [InlineData("POST http://origin.test:PORT/ HTTP/1.1\r\nHost: origin.test:PORT\r\nContent-Length: 3, 3\r\n\r\nabc", 400)]
    [InlineData("POST http://origin.test:PORT/ HTTP/1.1\r\nHost: origin.test:PORT\r\nContent-Length: +3\r\n\r\nabc", 400)]
    [InlineData("POST http://origin.test:PORT/ HTTP/1.1\r\nHost: origin.test:PORT\r\nContent-Length: -3\r\n\r\nabc", 400)]
    [InlineData("POST http://origin.test:PORT/ HTTP/1.1\r\nHost: origin.test:PORT\r\nContent-Length: 0x3\r\n\r\nabc", 400)]
    [InlineData("POST http://origin.test:PORT/ HTTP/1.1\r\nHost: origin.test:PORT\r\nContent-Length: 3 3\r\n\r\nabc", 400)]
    [InlineData("POST http://origin.test:PORT/ HTTP/1.1\r\nHost: origin.test:PORT\r\nContent-Length:\r\n\r\nabc", 400)]
    [InlineData("POST http://origin.test:PORT/ HTTP/1.1\r\nHost: origin.test:PORT\r\nContent-Length: 99999999999999999999\r\n\r\nabc", 400)]
    [InlineData("POST http://origin.test:PORT/ HTTP/1.1\r\nHost: origin.test:PORT\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400)]
    [InlineData("POST http://origin.test:PORT/ HTTP/1.1\r\nHost: origin.test:PORT\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400)]
    [InlineData("POST http://origin.test:PORT/ HTTP/1.1\r\nHost: origin.test:PORT\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n", 501)]
    [InlineData("POST http://origin.test:PORT/ HTTP/1.1\r\nHost: origin.test:PORT\r\nTransfer-Encoding: identity\r\nContent-Length: 3\r\n\r\nabc", 400)]
    [InlineData("POST http://origin.test:PORT/ HTTP/1.1\r\nHost: origin.test:PORT\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", 501)]
    [InlineData("POST http://origin.test:PORT/ HTTP/1.1\r\nHost: origin.test:PORT\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 501)]
    [InlineData("POST http://origin.test:PORT/ HTTP/1.1\r\nHost: origin.test:PORT\r\nTransfer-Encoding: \"chunked\"\r\n\r\n0\r\n\r\n", 501)]
    [InlineData("POST http://origin.test:PORT/ HTTP/1.1\r\nHost: origin.test:PORT\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n", 400)]
    [InlineData("POST http://origin.test:PORT/ HTTP/1.1\r\nHost: origin.test:PORT\r\nTransfer-Encoding:\u000bchunked\r\n\r\n0\r\n\r\n", 400)]
    [InlineData("POST http://origin.test:PORT/ HTTP/1.0\r\nHost: origin.test:PORT\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400)]
    [InlineData("GET http://origin.test:PORT/ HTTP/1.1\r\nHost: origin.test:PORT\r\nConnection: close, Content-Length\r\n\r\n", 400)]
    [InlineData("GET http://origin.test:PORT/ HTTP/1.1\r\nHost: origin.test:PORT\r\nConnection: host\r\n\r\n", 400)]
    [InlineData("GET http://origin.test:PORT/ HTTP/1.1\r\nHost: origin.test:PORT\r\nConnection: a b\r\n\r\n", 400)]
    [InlineData("POST http://origin.test:PORT/ HTTP/1.1\r\nHost: origin.test:PORT\r\nExpect: 200-ok\r\nContent-Length: 3\r\n\r\nabc", 417)]
    [InlineData("TRACE http://origin.test:PORT/ HTTP/1.1\r\nHost: origin.test:PORT\r\n\r\n", 405)]
    [InlineData("GET http://origin.test:PORT/ HTTP/1.1\r\nHost: origin.test:PORT\r\n", 400)]
    [InlineData("GET http://origin.test", 400)]
    [InlineData("CONNECT http://origin.test:PORT/ HTTP/1.1\r\nHost: origin.test:PORT\r\n\r\n", 400)]
    [InlineData("CONNECT origin.test HTTP/1.1\r\nHost: origin.test\r\n\r\n", 400)]
    [InlineData("CONNECT origin.test:PORT/ HTTP/1.1\r\nHost: origin.test:PORT\r\n\r\n", 400)]
    [InlineData("CONNECT user@origin.test:PORT HTTP/1.1\r\nHost: origin.test:PORT\r\n\r\n", 400)]
    [InlineData("CONNECT origin.test:0 HTTP/1.1\r\nHost: origin.test:0\r\n\r\n", 400)]
    [InlineData("CONNECT origin.test:65536 HTTP/1.1\r\nHost: origin.test:65536\r\n\r\n", 400)]
    [InlineData("CONNECT origin.test:PORT HTTP/1.1\r\n\r\n", 400)]
    [InlineData("CONNECT origin.test:PORT HTTP/1.1\r\nHost: other.test:PORT\r\n\r\n", 400)]
    [InlineData("CONNECT origin.test:PORT HTTP/1.1\r\nHost: origin.test:PORT\r\nContent-Length: 0\r\n\r\n", 400)]
    [InlineData("CONNECT origin.test:PORT HTTP/1.1\r\nHost: origin.test:PORT\r\nContent-Length: 4\r\n\r\nabcd", 400)]
    [InlineData("CONNECT origin.test:PORT HTTP/1.1\r\nHost: origin.test:PORT\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400)]
    [InlineData("CONNECT origin.test:PORT HTTP/1.1\r\nHost: origin.test:PORT\r\n\r\nGET http://other.test/ HTTP/1.1\r\n\r\n", 400)]
    [InlineData("connect origin.test:PORT HTTP/1.1\r\nHost: origin.test:PORT\r\n\r\n", 400)]
    public async Task What_could_be_read_in_two_ways_is_refused_and_reaches_nobody(string request, int status)
    {
        using var canary = new Canary();
        await using var scene = ProxyScene.ToLoopback();
        var answer = await scene.SendAsync(request.Replace("PORT", $"{canary.Port}"));
        Assert.Equal(status, answer.Status);
        Assert.Contains("\r\nConnection: close\r\n", answer.Head, StringComparison.Ordinal);
        Assert.EndsWith("\n", answer.Body, StringComparison.Ordinal);
        Assert.Equal((0, 1), (await canary.CountAsync(0), answer.Text.Split("Content-Type: text/plain").Length - 1));
        Assert.Empty(await scene.ReceiptsAsync());
    }

    [Theory]
    [InlineData("5\r\nabcd\r\n0\r\n\r\n")]
    [InlineData("3\r\nabcd\r\n0\r\n\r\n")]
    [InlineData("3\nabc\r\n0\r\n\r\n")]
    [InlineData("3\r\nabc\n0\r\n\r\n")]
    [InlineData("0x3\r\nabc\r\n0\r\n\r\n")]
    [InlineData("+3\r\nabc\r\n0\r\n\r\n")]
    [InlineData("-3\r\nabc\r\n0\r\n\r\n")]
    [InlineData(" 3\r\nabc\r\n0\r\n\r\n")]
    [InlineData("3 \r\nabc\r\n0\r\n\r\n")]
    [InlineData("\r\nabc\r\n0\r\n\r\n")]
    [InlineData("g\r\nabc\r\n0\r\n\r\n")]
    [InlineData("10000000000000003\r\nabc\r\n0\r\n\r\n")]
    [InlineData("3;a\rb\r\nabc\r\n0\r\n\r\n")]
    [InlineData("3;a\nb\r\nabc\r\n0\r\n\r\n")]
    [InlineData("3\r\nabc\r\n0\r\nno trailer\r\n\r\n")]
    [InlineData("3\r\nabc\r\n0\r\n folded: a\r\n\r\n")]
    [InlineData("3\r\nabc\r\n0\r\n")]
    [InlineData("3\r\nabc\r\n")]
    [InlineData("3\r\nab")]
    public async Task Chunks_that_could_be_read_in_two_ways_are_refused(string body)
    {
        using var origin = new RawOrigin(async socket => await RawOrigin.DrainAsync(socket));
        await using var scene = ProxyScene.ToLoopback();
        var answer = await scene.SendAsync($"POST http://origin.test:{origin.Port}/ HTTP/1.1\r\nHost: origin.test:{origin.Port}\r\nTransfer-Encoding: chunked\r\n\r\n{body}");
        Assert.Equal(400, answer.Status);
    }

    [Theory]
    [InlineData("origin.test", 403, "host")]
    [InlineData("named.test", 403, "port")]
    [InlineData("10.0.0.1", 403, "port")]
    public async Task A_denial_names_its_rule_in_one_line(string host, int status, string rule)
    {
        await using var scene = new ProxyScene(new DirectRoute([new EgressRules { Hosts = ["named.test"], Ports = rule == "port" ? [1] : null }]));
        var connect = await scene.SendAsync($"CONNECT {host}:443 HTTP/1.1\r\nHost: {host}:443\r\n\r\n");
        var get = await scene.SendAsync($"GET http://{host}:443/ HTTP/1.1\r\nHost: {host}:443\r\n\r\n");
        Assert.Equal((status, $"Denied by the rule '{rule}'.\n"), (connect.Status, connect.Body));
        Assert.Equal((status, $"Denied by the rule '{rule}'.\n"), (get.Status, get.Body));
        Assert.All(await scene.ReceiptsAsync(), receipt => Assert.Equal(("denied", rule, host, 443, 0, 0), (receipt.Verdict, receipt.Rule, receipt.Host, receipt.Port, receipt.BytesUp, receipt.BytesDown)));
    }

    [Theory]
    [InlineData("127.0.0.1", "loopback")]
    [InlineData("[::1]", "loopback")]
    [InlineData("[::ffff:127.0.0.1]", "ipv4_mapped")]
    [InlineData("[::ffff:7f00:1]", "ipv4_mapped")]
    [InlineData("[0:0:0:0:0:ffff:127.0.0.1]", "ipv4_mapped")]
    [InlineData("[::127.0.0.1]", "ipv4_compatible")]
    [InlineData("[::]", "unspecified")]
    [InlineData("0.0.0.0", "this_network")]
    [InlineData("localhost", "loopback")]
    [InlineData("LOCALHOST.", "loopback")]
    [InlineData("169.254.169.254", "metadata")]
    [InlineData("[fd00:ec2::254]", "metadata")]
    [InlineData("[64:ff9b::169.254.169.254]", "nat64")]
    [InlineData("[2002:7f00:1::]", "6to4")]
    [InlineData("127.1", null)]
    [InlineData("2130706433", null)]
    [InlineData("0x7f000001", null)]
    [InlineData("0x7f.0x0.0x0.0x1", null)]
    [InlineData("0177.0.0.1", null)]
    [InlineData("017700000001", null)]
    [InlineData("127.0.0.1.", null)]
    [InlineData("[127.0.0.1]", null)]
    [InlineData("[::1%lo]", null)]
    [InlineData("[::1%25lo]", null)]
    [InlineData("[::ffff:127.1]", null)]
    [InlineData("１２７.0.0.1", null)]
    [InlineData("127。0。0。1", null)]
    [InlineData("①②⑦.⓪.⓪.①", null)]
    [InlineData("127.0.0.1%00", null)]
    [InlineData("%31%32%37.0.0.1", null)]
    public async Task No_notation_of_a_near_address_reaches_it(string host, string? rule)
    {
        using var canary = new Canary();
        await using var scene = new ProxyScene(new DirectRoute([new EgressRules()]));
        foreach (var request in new[] { $"CONNECT {host}:{canary.Port} HTTP/1.1\r\nHost: {host}:{canary.Port}\r\n\r\n", $"GET http://{host}:{canary.Port}/ HTTP/1.1\r\nHost: {host}:{canary.Port}\r\n\r\n" })
        {
            var answer = await scene.SendAsync(request);
            Assert.Equal(rule is null ? 400 : 403, answer.Status);
            Assert.True(rule is null || answer.Body == $"Denied by the rule '{rule}'.\n", answer.Body);
        }

        Assert.Equal(0, await canary.CountAsync(0));
        Assert.Equal(rule is null ? 0 : 2, (await scene.ReceiptsAsync()).Count);
    }

    [Fact]
    public async Task Lines_and_fields_have_their_sizes()
    {
        using var canary = new Canary();
        await using var scene = ProxyScene.ToLoopback();
        var get = Get.Replace("PORT", $"{canary.Port}");
        Assert.Equal(414, (await scene.SendAsync($"GET http://origin.test:{canary.Port}/{new string('a', 20_000)} HTTP/1.1\r\nHost: origin.test:{canary.Port}\r\n\r\n")).Status);
        Assert.Equal(414, (await scene.SendAsync(new string('a', 2_000_000))).Status);
        Assert.Equal(431, (await scene.SendAsync($"{get}X: {new string('a', 20_000)}\r\n\r\n")).Status);
        Assert.Equal(431, (await scene.SendAsync($"{get}{string.Concat(Enumerable.Range(0, 200).Select(index => $"X{index}: a\r\n"))}\r\n")).Status);
        Assert.Equal(431, (await scene.SendAsync($"{get}{string.Concat(Enumerable.Range(0, 10).Select(index => $"X{index}: {new string('a', 10_000)}\r\n"))}\r\n")).Status);
        Assert.Equal(431, (await scene.SendAsync($"{get}X: {new string('a', 2_000_000)}")).Status);
        Assert.Equal(0, await canary.CountAsync(0));
    }

    [Fact]
    public async Task Any_mutation_of_a_request_gets_an_answer_or_an_end_and_no_second_request_out_of_it()
    {
        using var origin = RawOrigin.Answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        await using var scene = ProxyScene.ToLoopback(new WorkerProxyOptions { HeadTimeout = TimeSpan.FromSeconds(2), IdleTimeout = TimeSpan.FromSeconds(2) });
        var sample = Encoding.ASCII.GetBytes($"POST http://origin.test:{origin.Port}/p HTTP/1.1\r\nHost: origin.test:{origin.Port}\r\nTransfer-Encoding: chunked\r\nX: y\r\n\r\n3\r\nabc\r\n0\r\n\r\n");
        var random = new Random(11);
        byte[] nasty = [0, 9, 10, 13, 32, (byte)':', (byte)'0', (byte)';', 0x7f, 0xff];
        for (var round = 0; round < 400; round++)
        {
            var bytes = sample.ToList();
            for (var edit = random.Next(1, 4); edit > 0; edit--)
            {
                var at = random.Next(bytes.Count);
                switch (random.Next(3))
                {
                    case 0:
                        bytes[at] = nasty[random.Next(nasty.Length)];
                        break;
                    case 1:
                        bytes.Insert(at, nasty[random.Next(nasty.Length)]);
                        break;
                    default:
                        bytes.RemoveAt(at);
                        break;
                }
            }

            var before = origin.Connections;
            var answer = await scene.SendAsync([.. bytes]);
            var answers = answer.Text.Split("HTTP/1.1 ").Length - 1;
            Assert.True(answer.Status is 200 or (>= 400 and < 600) || (answers == 0 && answer.WasCut), answer.Text);
            Assert.InRange(origin.Connections - before, 0, 1);
        }

        // What went out was framed by the proxy alone.
        foreach (var request in origin.Requests)
        {
            Assert.DoesNotContain('\n', request[..request.IndexOf("\r\n\r\n", StringComparison.Ordinal)].Replace("\r\n", string.Empty));
            Assert.Equal(1, request.Split($"Host: origin.test:{origin.Port}\r\n").Length - 1);
        }
    }

    [Fact]
    public async Task Heads_that_dribble_are_ended()
    {
        using var canary = new Canary();
        await using var scene = ProxyScene.ToLoopback(new WorkerProxyOptions { HeadTimeout = TimeSpan.FromMilliseconds(400) });
        using var socket = await scene.ConnectAsync();
        var head = Encoding.ASCII.GetBytes(Get.Replace("PORT", $"{canary.Port}"));
        var reading = Task.Run(async () =>
        {
            var buffer = new byte[4096];
            var count = await socket.ReceiveAsync(buffer);
            return Encoding.ASCII.GetString(buffer, 0, count);
        });
        for (var index = 0; index < head.Length && !reading.IsCompleted; index++)
        {
            await socket.SendAsync(head.AsMemory(index, 1));
            await Task.Delay(30);
        }

        Assert.StartsWith("HTTP/1.1 408 ", await reading, StringComparison.Ordinal);
        Assert.Equal(0, await canary.CountAsync(0));
    }

    [Fact]
    public async Task More_clients_than_allowed_are_told_so()
    {
        await using var scene = ProxyScene.ToLoopback(new WorkerProxyOptions { MostConnections = 2 });
        using var first = await scene.ConnectAsync();
        using var second = await scene.ConnectAsync();
        while (scene.Proxy.Connections < 2)
        {
            await Task.Delay(5);
        }

        var answer = await scene.SendAsync("GET http://origin.test/ HTTP/1.1\r\nHost: origin.test\r\n\r\n");
        Assert.Equal(503, answer.Status);
    }

    [Fact]
    public async Task Where_no_receipt_can_be_written_nothing_is_let_through()
    {
        using var canary = new Canary();
        await using var scene = new ProxyScene(ProxyScene.LoopbackRoute(), mostReceipts: 1);
        var request = $"CONNECT origin.test:{canary.Port} HTTP/1.1\r\nHost: origin.test:{canary.Port}\r\n\r\n";
        Assert.Equal(200, (await scene.SendAsync(request)).Status);
        Assert.Equal(503, (await scene.SendAsync(request)).Status);
        Assert.Equal(1, await canary.CountAsync(1));
        Assert.Single(await scene.ReceiptsAsync());
    }

    [Fact]
    public async Task Bytes_ahead_of_the_answer_are_refused_while_the_route_connects()
    {
        using var canary = new Canary();
        var route = new SlowRoute(ProxyScene.LoopbackRoute());
        await using var scene = new ProxyScene(route);
        using var socket = await scene.ConnectAsync();
        await socket.SendAsync(Encoding.ASCII.GetBytes($"CONNECT origin.test:{canary.Port} HTTP/1.1\r\nHost: origin.test:{canary.Port}\r\n\r\n"));
        await route.Asked;
        await socket.SendAsync("GET http://169.254.169.254/ HTTP/1.1\r\n\r\n"u8.ToArray());
        await Task.Delay(50);
        route.Release();
        var buffer = new byte[4096];
        var count = await socket.ReceiveAsync(buffer);
        Assert.StartsWith("HTTP/1.1 400 ", Encoding.ASCII.GetString(buffer, 0, count), StringComparison.Ordinal);
    }

    private sealed class SlowRoute(IRoute inner) : IRoute
    {
        private readonly TaskCompletionSource _asked = new(), _released = new();

        public Task Asked => _asked.Task;

        public void Release() => _released.SetResult();

        public Task ProbeAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public async ValueTask<RouteAnswer> OpenAsync(Destination destination, CancellationToken cancellationToken)
        {
            _asked.SetResult();
            await _released.Task;
            return await inner.OpenAsync(destination, cancellationToken);
        }

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}

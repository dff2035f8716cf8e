using System.Net;
using System.Net.Sockets;
using System.Text;
using Swarm.Networking.Proxy;
using Swarm.Networking.Receipts;
using Swarm.Networking.Routing;
using Swarm.Networking.Rules;

namespace Swarm.Networking.Tests.Support;

/// <summary>A proxy on loopback, with its route and its receipts.</summary>
internal sealed class ProxyScene : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("swarm-proxy-").FullName;
    private readonly IRoute _route;
    private readonly ReceiptLog _log;

    public ProxyScene(IRoute route, WorkerProxyOptions? options = null, int mostReceipts = ReceiptLog.UsualMost)
    {
        _route = route;
        _log = new ReceiptLog(Path.Combine(_folder, "receipts.jsonl"), mostReceipts);
        var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(4096);
        Port = ((IPEndPoint)listener.LocalEndPoint!).Port;
        Proxy = WorkerProxy.Start(listener, route, _log, options);
    }

    /// <summary>The name by which tests reach an origin on loopback.</summary>
    public const string Origin = "origin.test";

    public int Port { get; }

    public Uri Address => new($"http://127.0.0.1:{Port}");

    public WorkerProxy Proxy { get; }

    public string Folder => _folder;

    /// <summary>A proxy whose rules name the origin and loopback.</summary>
    public static ProxyScene ToLoopback(WorkerProxyOptions? options = null) => new(LoopbackRoute(), options);

    public static DirectRoute LoopbackRoute() => new(
        [new EgressRules { Hosts = [Origin, "*.origin.test", "localhost"], Ranges = ["127.0.0.0/8", "::1/128"] }],
        new DirectRouteOptions { Resolver = new ScriptedResolver([IPAddress.Loopback]) });

    public static async Task<int> ConnectStatusAsync(IRoute route, string authority)
    {
        await using var scene = new ProxyScene(route);
        return (await scene.SendAsync($"CONNECT {authority} HTTP/1.1\r\nHost: {authority}\r\n\r\n")).Status;
    }

    public async Task<Socket> ConnectAsync()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, Port));
        return socket;
    }

    /// <summary>Opens a tunnel to a port of the origin.</summary>
    public async Task<Socket> TunnelAsync(int port)
    {
        var socket = await ConnectAsync();
        await socket.SendAsync(Encoding.ASCII.GetBytes($"CONNECT {Origin}:{port} HTTP/1.1\r\nHost: {Origin}:{port}\r\n\r\n"));
        var head = new List<byte>();
        var one = new byte[1];
        while (!Encoding.ASCII.GetString([.. head]).EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            Assert.Equal(1, await socket.ReceiveAsync(one));
            head.Add(one[0]);
        }

        Assert.StartsWith("HTTP/1.1 200 ", Encoding.ASCII.GetString([.. head]), StringComparison.Ordinal);
        return socket;
    }

    /// <summary>Sends bytes as they are, ends, and reads all that comes back.</summary>
    public Task<RawAnswer> SendAsync(string request, bool thenEnd = true) => SendAsync(Encoding.UTF8.GetBytes(request), thenEnd);

    public async Task<RawAnswer> SendAsync(byte[] request, bool thenEnd = true)
    {
        using var socket = await ConnectAsync();
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var received = new MemoryStream();
        try
        {
            await socket.SendAsync(request, timeout.Token);
            if (thenEnd)
            {
                socket.Shutdown(SocketShutdown.Send);
            }

            var buffer = new byte[65536];
            for (int count; (count = await socket.ReceiveAsync(buffer, timeout.Token)) > 0;)
            {
                received.Write(buffer, 0, count);
            }
        }
        catch (SocketException)
        {
            return new RawAnswer(received.ToArray(), WasCut: true);
        }

        return new RawAnswer(received.ToArray(), WasCut: false);
    }

    /// <summary>Stops the proxy, completes the log and reads it.</summary>
    public async Task<List<Receipt>> ReceiptsAsync()
    {
        await Proxy.StopAsync(TimeSpan.FromSeconds(5));
        _log.Complete();
        await using var file = File.OpenRead(Path.Combine(_folder, "receipts.jsonl"));
        return [.. ReceiptReader.Read(file, "receipts")];
    }

    public async ValueTask DisposeAsync()
    {
        await Proxy.DisposeAsync();
        await _route.DisposeAsync();
        _log.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}

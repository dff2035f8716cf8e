using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Swarm.Benchmarks.Measuring;
using Swarm.Benchmarks.Peers;
using Swarm.Benchmarks.Samples;

namespace Swarm.Benchmarks.Suites;

/// <summary>CONNECT tunnels on loopback through our proxy, tinyproxy and squid in turn: throughput, added latency, memory a connection.</summary>
internal static class ProxySuite
{
    private const long OneStream = 3L << 30;
    private const long ManyStreams = 16L << 20;
    private const int Streams = 200;
    private const int Exchanges = 1000;
    private const int Messages = 20_000;
    private const int MostTunnels = 1000;

    public static void Run(string folder, int rounds)
    {
        using var origin = new StreamOrigin();
        using var swarm = ProxyProcess.Swarm(folder);
        foreach (var start in new Func<string, ProxyProcess?>[] { ProxyProcess.Tinyproxy, ProxyProcess.Squid })
        {
            using var peer = start(folder);
            if (peer is null)
            {
                Console.WriteLine($"{start.Method.Name}: NOT MEASURED, because it is not installed here");
                continue;
            }

            Compare("one stream, 3 GiB", peer.Name == "tinyproxy" ? 1 : null, proxy => DownloadOne(proxy, origin));
            Compare("200 streams, 16 MiB each", 1, proxy => DownloadMany(proxy, origin));
            Compare("1,000 times CONNECT and 8 bytes", null, proxy => Exchange(proxy.Port, origin));

            Compare("20,000 exchanges in a tunnel", null, proxy => Converse(proxy.Port, origin));

            void Compare(string what, double? aim, Action<ProxyProcess> work)
            {
                var measurement = new Measurement(what, peer.Name, aim);
                for (var round = 0; round < rounds; round++)
                {
                    measurement.Ours(() => work(swarm));
                    measurement.Theirs(() => work(peer));
                }

                Console.WriteLine(measurement);
            }
        }

        var connecting = new Measurement("1,000 times CONNECT and 8 bytes", "no proxy", null);
        var conversing = new Measurement("20,000 exchanges in a tunnel", "no proxy", null);
        for (var round = 0; round < rounds; round++)
        {
            connecting.Ours(() => Exchange(swarm.Port, origin));
            connecting.Theirs(() => Exchange(null, origin));
            conversing.Ours(() => Converse(swarm.Port, origin));
            conversing.Theirs(() => Converse(null, origin));
        }

        Console.WriteLine(connecting);
        Console.WriteLine(conversing);
        foreach (var start in new Func<string, ProxyProcess?>[] { FreshSwarm, ProxyProcess.Tinyproxy, ProxyProcess.Squid })
        {
            using var proxy = start(folder);
            if (proxy is not null)
            {
                MeasureMemory(proxy, origin);
            }
        }
    }

    /// <summary>The way through a broker and a provider beside the direct one: each byte goes through TLS twice.</summary>
    public static void RunRelay(string folder, int rounds)
    {
        using var origin = new StreamOrigin();
        using var direct = ProxyProcess.Swarm(Directory.CreateDirectory(Path.Combine(folder, "direct")).FullName);
        using var relay = ProxyProcess.Relay(folder);
        var one = new Measurement("relay, one stream, 3 GiB", "direct", null);
        var many = new Measurement("relay, 200 streams, 16 MiB each", "direct", null);
        for (var round = 0; round < rounds; round++)
        {
            one.Ours(() => DownloadOne(relay, origin));
            one.Theirs(() => DownloadOne(direct, origin));
            many.Ours(() => DownloadMany(relay, origin));
            many.Theirs(() => DownloadMany(direct, origin));
        }

        Console.WriteLine(one);
        Console.WriteLine(many);
    }

    private static ProxyProcess FreshSwarm(string folder) => ProxyProcess.Swarm(Directory.CreateDirectory(Path.Combine(folder, "memory")).FullName);

    private static void DownloadOne(ProxyProcess proxy, StreamOrigin origin)
    {
        using var socket = Tunnel(proxy.Port, origin);
        StreamOrigin.Read(socket, OneStream);
    }

    private static void DownloadMany(ProxyProcess proxy, StreamOrigin origin)
    {
        var threads = Enumerable.Range(0, Streams).Select(_ => new Thread(
            () =>
            {
                using var socket = Tunnel(proxy.Port, origin);
                StreamOrigin.Read(socket, ManyStreams);
            },
            256 * 1024)).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
    }

    private static void Exchange(int? proxy, StreamOrigin origin)
    {
        for (var index = 0; index < Exchanges; index++)
        {
            using var socket = proxy is { } port ? Tunnel(port, origin) : Connect(origin.Port);
            StreamOrigin.Read(socket, sizeof(long));
        }
    }

    private static void Converse(int? proxy, StreamOrigin origin)
    {
        using var socket = proxy is { } port ? Tunnel(port, origin) : Connect(origin.Port);
        for (var index = 0; index < Messages; index++)
        {
            StreamOrigin.Read(socket, sizeof(long));
        }
    }

    private static void MeasureMemory(ProxyProcess proxy, StreamOrigin origin)
    {
        var sockets = new List<Socket>();
        Exchange(proxy.Port, origin);
        Thread.Sleep(500);
        var before = proxy.ResidentBytes;
        var text = new StringBuilder($"memory of {proxy.Name,-10} {before >> 20} MiB");
        foreach (var count in new[] { Streams, MostTunnels })
        {
            while (sockets.Count < count)
            {
                var socket = Tunnel(proxy.Port, origin);
                StreamOrigin.Read(socket, 100_000);
                sockets.Add(socket);
            }

            Thread.Sleep(1500);
            text.Append(CultureInfo.InvariantCulture, $"   at {count} idle tunnels {(proxy.ResidentBytes - before) / 1024.0 / count:0.0} KiB each");
        }

        sockets.ForEach(socket => socket.Dispose());
        Console.WriteLine(text);
    }

    private static Socket Tunnel(int proxy, StreamOrigin origin)
    {
        var socket = Connect(proxy);
        socket.Send(Encoding.ASCII.GetBytes($"CONNECT 127.0.0.1:{origin.Port} HTTP/1.1\r\nHost: 127.0.0.1:{origin.Port}\r\n\r\n"));
        var buffer = new byte[4096];
        var length = 0;
        do
        {
            var count = socket.Receive(buffer, length, buffer.Length - length, SocketFlags.None);
            length += count > 0 ? count : throw new InvalidOperationException("The proxy closed the connection.");
        }
        while (!buffer.AsSpan(0, length).EndsWith("\r\n\r\n"u8));
        return Encoding.ASCII.GetString(buffer, 9, 3) == "200" ? socket : throw new InvalidOperationException(Encoding.ASCII.GetString(buffer, 0, length));
    }

    private static Socket Connect(int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Connect(IPAddress.Loopback, port);
        return socket;
    }
}

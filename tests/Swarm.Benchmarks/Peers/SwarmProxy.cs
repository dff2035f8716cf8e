using System.Net;
using System.Net.Sockets;
using Swarm.Networking.Proxy;
using Swarm.Networking.Receipts;
using Swarm.Networking.Routing;
using Swarm.Networking.Rules;

namespace Swarm.Benchmarks.Peers;

/// <summary>Our proxy as a program, until its standard input ends.</summary>
internal static class SwarmProxy
{
    public static async Task RunAsync(int port, string receipts)
    {
        using var log = new ReceiptLog(receipts);
        await using var route = new DirectRoute([new EgressRules { Ranges = ["127.0.0.0/8"] }]);
        var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, port));
        listener.Listen(4096);
        await using var proxy = WorkerProxy.Start(listener, route, log);
        await Console.In.ReadToEndAsync();
    }
}

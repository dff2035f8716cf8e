using System.Text;
using Swarm.Networking.Routing;

namespace Swarm.Fuzz.Targets;

/// <summary>Heads of HTTP requests and answers, as they come over a connection.</summary>
internal sealed class HttpTarget : FuzzTarget
{
    private static readonly Type Input = Internal<IRouteConnection>("Swarm.Networking.Http.BufferedInput");
    private static readonly Type Head = Internal<IRouteConnection>("Swarm.Networking.Http.HeadReader");
    private static readonly Type Request = Internal<IRouteConnection>("Swarm.Networking.Http.RequestHead");
    private static readonly Type Response = Internal<IRouteConnection>("Swarm.Networking.Http.ResponseHead");
    private static readonly Type Refusal = Internal<IRouteConnection>("Swarm.Networking.Http.HttpRefusal");

    private static readonly Delegate Refuse = Delegate.CreateDelegate(
        typeof(Func<,,>).MakeGenericType(typeof(int), typeof(string), Refusal), Request.GetMethod("Refuse")!);

    public override string Name => "http";

    public override IEnumerable<byte[]> Seeds => new[]
    {
        "CONNECT bücher.example:443 HTTP/1.1\r\nHost: bücher.example:443\r\nProxy-Connection: keep-alive\r\n\r\n",
        "CONNECT [::1]:443 HTTP/1.1\r\nHost: [::1]:443\r\n\r\n",
        "GET http://www.example.org:8080/a%20b?c=d HTTP/1.1\r\nHost: www.example.org:8080\r\nAccept: */*\r\nConnection: close, te\r\n\r\n",
        "POST http://www.example.org/ HTTP/1.1\r\nHost: www.example.org\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n",
        "PUT http://www.example.org/ HTTP/1.1\r\nHost: www.example.org\r\nTransfer-Encoding: chunked\r\n\r\n",
        "GET http://8.8.8.8/ HTTP/1.0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nServer: x\r\n\r\n",
    }.Select(Encoding.UTF8.GetBytes);

    public override void Run(byte[] input)
    {
        using var buffered = (IDisposable)New(Input, new MemoryConnection(input));
        var lines = ((ValueTask<List<string>?>)Call(Head, "ReadAsync", New(Head, buffered, Refuse), CancellationToken.None)!).AsTask().GetAwaiter().GetResult();
        if (lines is null)
        {
            return;
        }

        if (lines[0].StartsWith("HTTP/", StringComparison.Ordinal))
        {
            Call(Response, "Parse", null, lines, "GET");
        }
        else
        {
            Call(Request, "Parse", null, lines);
        }
    }

    public override bool IsRefusal(Exception exception) => base.IsRefusal(exception) || exception.GetType() == Refusal;

    /// <summary>Gives the bytes in pieces of many sizes.</summary>
    private sealed class MemoryConnection(byte[] bytes) : IRouteConnection
    {
        private int _place;

        public ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
        {
            var count = Math.Min(Math.Min(buffer.Length, bytes.Length - _place), 1 + (_place % 97));
            bytes.AsMemory(_place, count).CopyTo(buffer);
            _place += count;
            return new ValueTask<int>(count);
        }

        public ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public ValueTask CompleteWritesAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}

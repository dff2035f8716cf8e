using Swarm.Networking.Routing;

namespace Swarm.Networking.Receipts;

/// <summary>Counts what passes, and tells it once when the connection is over.</summary>
internal sealed class ReceiptedConnection(IRouteConnection inner, Action<long, long> write) : IRouteConnection
{
    private Action<long, long>? _write = write;
    private long _up;
    private long _down;

    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        var count = await inner.ReadAsync(buffer, cancellationToken);
        Interlocked.Add(ref _down, count);
        return count;
    }

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken)
    {
        await inner.WriteAsync(buffer, cancellationToken);
        Interlocked.Add(ref _up, buffer.Length);
    }

    public ValueTask CompleteWritesAsync(CancellationToken cancellationToken) => inner.CompleteWritesAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await inner.DisposeAsync();
        Interlocked.Exchange(ref _write, null)?.Invoke(Interlocked.Read(ref _up), Interlocked.Read(ref _down));
    }
}

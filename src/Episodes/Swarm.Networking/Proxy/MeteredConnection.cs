using Swarm.Networking.Routing;

namespace Swarm.Networking.Proxy;

/// <summary>Counts what passes.</summary>
internal sealed class MeteredConnection(IRouteConnection inner, ConnectionWatch watch) : IRouteConnection
{
    private long _bytesUp;

    public long BytesUp => Interlocked.Read(ref _bytesUp);

    public long BytesDown { get; private set; }

    /// <summary>Whether the other side takes nothing more: it may have answered all the same.</summary>
    public bool HasRefusedWrites { get; private set; }

    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        var count = await inner.ReadAsync(buffer, cancellationToken);
        watch.Touch();
        BytesDown += count;
        return count;
    }

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            await inner.WriteAsync(buffer, cancellationToken);
        }
        catch (IOException)
        {
            HasRefusedWrites = true;
            throw;
        }

        watch.Touch();
        Interlocked.Add(ref _bytesUp, buffer.Length);
    }

    public ValueTask CompleteWritesAsync(CancellationToken cancellationToken) => inner.CompleteWritesAsync(cancellationToken);

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}

using System.Buffers;
using Swarm.Networking.Routing;

namespace Swarm.Networking.Proxy;

/// <summary>
/// Carries bytes both ways until both sides have said that they are done. What waits holds a small buffer; what is in full
/// flow, a large one.
/// </summary>
internal sealed class Tunnel(IRouteConnection client, IRouteConnection host, ConnectionWatch watch)
{
    private const int SmallSize = 4 * 1024;
    private const int LargeSize = 128 * 1024;
    private const int SlowFlow = LargeSize / 4;

    private long _bytesUp;
    private long _bytesDown;

    public long BytesUp => Interlocked.Read(ref _bytesUp);

    public long BytesDown => Interlocked.Read(ref _bytesDown);

    /// <exception cref="IOException">One side was cut: both are to be aborted.</exception>
    /// <exception cref="OperationCanceledException">Nothing moved for too long, or the proxy stops.</exception>
    public Task RunAsync() => Task.WhenAll(PumpAsync(client, host, isUp: true), PumpAsync(host, client, isUp: false));

    private async Task PumpAsync(IRouteConnection from, IRouteConnection to, bool isUp)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(SmallSize);
        try
        {
            for (int count; (count = await from.ReadAsync(buffer, watch.Token)) > 0;)
            {
                watch.Touch();
                await to.WriteAsync(buffer.AsMemory(0, count), watch.Token);
                watch.Touch();
                Interlocked.Add(ref isUp ? ref _bytesUp : ref _bytesDown, count);
                var size = count == buffer.Length ? LargeSize : count < SlowFlow ? SmallSize : buffer.Length;
                if (size != buffer.Length)
                {
                    ArrayPool<byte>.Shared.Return(buffer);
                    buffer = ArrayPool<byte>.Shared.Rent(size);
                }
            }

            await to.CompleteWritesAsync(watch.Token);
        }
        catch
        {
            // The other direction is over too.
            watch.Cancel();
            throw;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}

using System.Buffers;
using Swarm.Networking.Dialing;
using Swarm.Networking.Routing;

namespace Swarm.Networking.Proxy;

/// <summary>
/// Carries bytes both ways until both sides have said that they are done. What waits holds a small buffer; what is in full
/// flow, a large one.
/// </summary>
internal sealed class Tunnel(IRouteConnection client, IRouteConnection host, ConnectionWatch watch)
{
    private const int SmallSize = 4 * 1024;
    private const int LargeSize = 64 * 1024;

    private long _bytesUp;
    private long _bytesDown;

    public long BytesUp => Interlocked.Read(ref _bytesUp);

    public long BytesDown => Interlocked.Read(ref _bytesDown);

    /// <exception cref="IOException">One side was cut: both are to be aborted.</exception>
    /// <exception cref="OperationCanceledException">Nothing moved for too long, or the proxy stops.</exception>
    public Task RunAsync() => Task.WhenAll(PumpAsync(client, host, isUp: true), PumpAsync(host, client, isUp: false));

    private async Task PumpAsync(IRouteConnection from, IRouteConnection to, bool isUp)
    {
        byte[]? buffer = null;
        try
        {
            var size = SmallSize;
            while (true)
            {
                if (buffer is null && from is IAwaitableInput awaitable)
                {
                    await awaitable.WaitAsync(watch.Token);
                    size = LargeSize;
                }

                buffer ??= ArrayPool<byte>.Shared.Rent(size);
                var count = await from.ReadAsync(buffer, watch.Token);
                if (count == 0)
                {
                    break;
                }

                watch.Touch();
                await to.WriteAsync(buffer.AsMemory(0, count), watch.Token);
                watch.Touch();
                Interlocked.Add(ref isUp ? ref _bytesUp : ref _bytesDown, count);

                // Full: more is there. Not full: it may be long before there is.
                size = count == buffer.Length ? LargeSize : SmallSize;
                if (size != buffer.Length)
                {
                    ArrayPool<byte>.Shared.Return(buffer);
                    buffer = null;
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
            if (buffer is not null)
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }
        }
    }
}

using System.Net.Sockets;
using System.Threading.Channels;

namespace Swarm.Networking.Tests.Support;

/// <summary>A connection of two pieces between which every byte takes a while, as over a distance; as many as wish are under way at once.</summary>
internal sealed class SlowWay : IAsyncDisposable
{
    private readonly NetworkStream _near;
    private readonly NetworkStream _far;
    private readonly Task _work;

    private SlowWay(NetworkStream near, NetworkStream far, TimeSpan delay)
    {
        (_near, _far) = (near, far);
        _work = Task.WhenAll(CarryAsync(near, far, delay), CarryAsync(far, near, delay));
    }

    public static async Task<(SlowWay Way, NetworkStream Dialer, NetworkStream Listener)> ConnectAsync(TimeSpan delay)
    {
        var (dialer, near) = await Pair.ConnectAsync();
        var (far, listener) = await Pair.ConnectAsync();
        return (new SlowWay(near, far, delay), dialer, listener);
    }

    public async ValueTask DisposeAsync()
    {
        await _near.DisposeAsync();
        await _far.DisposeAsync();
        await _work;
    }

    private static async Task CarryAsync(NetworkStream from, NetworkStream to, TimeSpan delay)
    {
        var under = Channel.CreateUnbounded<(byte[] Bytes, long Due)>();
        var sending = SendAsync(under.Reader, to);
        try
        {
            var buffer = new byte[64 * 1024];
            for (int count; (count = await from.ReadAsync(buffer)) > 0;)
            {
                under.Writer.TryWrite((buffer[..count], Environment.TickCount64 + (long)delay.TotalMilliseconds));
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            // The end.
        }

        under.Writer.Complete();
        await sending;
    }

    private static async Task SendAsync(ChannelReader<(byte[] Bytes, long Due)> under, NetworkStream to)
    {
        try
        {
            await foreach (var (bytes, due) in under.ReadAllAsync())
            {
                await Task.Delay(TimeSpan.FromMilliseconds(Math.Max(0, due - Environment.TickCount64)));
                await to.WriteAsync(bytes);
            }

            to.Socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or SocketException)
        {
            // The end.
        }
    }
}

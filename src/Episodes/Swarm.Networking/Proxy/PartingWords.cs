using System.Buffers;
using Swarm.Networking.Dialing;

namespace Swarm.Networking.Proxy;

/// <summary>Ends a client's connection so that it gets the last answer: what it still sends is read for a moment, and dropped.</summary>
internal static class PartingWords
{
    private const int MostDropped = 1024 * 1024;

    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(1);

    public static async Task SendAsync(SocketConnection client, byte[] words)
    {
        using var moment = new CancellationTokenSource(Moment);
        try
        {
            await client.WriteAsync(words, moment.Token);
            await LingerAsync(client, moment.Token);
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // It does not listen.
        }
    }

    public static async Task LingerAsync(SocketConnection client)
    {
        using var moment = new CancellationTokenSource(Moment);
        try
        {
            await LingerAsync(client, moment.Token);
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // It is gone already.
        }
    }

    private static async Task LingerAsync(SocketConnection client, CancellationToken cancellationToken)
    {
        await client.CompleteWritesAsync(cancellationToken);
        var buffer = ArrayPool<byte>.Shared.Rent(4096);
        try
        {
            for (int count, dropped = 0; dropped < MostDropped && (count = await client.ReadAsync(buffer, cancellationToken)) > 0;)
            {
                dropped += count;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}

using Swarm.Networking.Routing;

namespace Swarm.Networking.Http;

/// <summary>Passes a message's body on, to its end and not a byte further.</summary>
internal static class BodyRelay
{
    /// <summary>How much is read at once.</summary>
    public const int BufferSize = 64 * 1024;

    /// <summary>Passes a body on.</summary>
    /// <param name="from">Where it comes from.</param>
    /// <param name="to">Where it goes to.</param>
    /// <param name="framing">Where it ends.</param>
    /// <param name="writesChunks">Whether a body in chunks goes out in chunks.</param>
    /// <param name="refuse">Whose fault a malformed body is.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="HttpRefusal">It is malformed or cut short.</exception>
    /// <exception cref="IOException">One side was cut.</exception>
    public static Task RelayAsync(
        BufferedInput from, IRouteConnection to, BodyFraming framing, bool writesChunks, Func<int, string, HttpRefusal> refuse, CancellationToken cancellationToken) =>
        framing.Kind switch
        {
            BodyKind.None => Task.CompletedTask,
            BodyKind.Length => RelayLengthAsync(from, to, framing.Length, refuse, cancellationToken),
            BodyKind.Chunked => RelayChunksAsync(from, to, writesChunks, refuse, cancellationToken),
            _ => RelayRestAsync(from, to, cancellationToken),
        };

    private static async Task RelayLengthAsync(
        BufferedInput from, IRouteConnection to, long left, Func<int, string, HttpRefusal> refuse, CancellationToken cancellationToken)
    {
        while (left > 0)
        {
            if (from.Unread.Length == 0 && !await from.FillAsync((int)Math.Min(left, BufferSize), cancellationToken))
            {
                throw refuse(400, "The body is cut short.");
            }

            var count = (int)Math.Min(left, from.Unread.Length);
            await to.WriteAsync(from.Unread[..count], cancellationToken);
            from.Advance(count);
            left -= count;
        }
    }

    private static async Task RelayRestAsync(BufferedInput from, IRouteConnection to, CancellationToken cancellationToken)
    {
        do
        {
            await to.WriteAsync(from.Unread, cancellationToken);
            from.Advance(from.Unread.Length);
        }
        while (await from.FillAsync(BufferSize, cancellationToken));
    }

    private static async Task RelayChunksAsync(
        BufferedInput from, IRouteConnection to, bool writesChunks, Func<int, string, HttpRefusal> refuse, CancellationToken cancellationToken)
    {
        var decoder = new ChunkDecoder(refuse);
        using var output = new ChunkOutput(to, writesChunks);
        while (true)
        {
            while (decoder.TryRead(from, out var data))
            {
                await output.AppendAsync(data, cancellationToken);
                from.Advance(data.Length);
            }

            if (decoder.IsComplete)
            {
                await output.CompleteAsync(cancellationToken);
                return;
            }

            await output.FlushAsync(cancellationToken);
            if (!await from.FillAsync(BufferSize, cancellationToken))
            {
                throw refuse(400, "The body is cut short.");
            }
        }
    }
}

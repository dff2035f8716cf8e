using System.Security.Cryptography;
using Swarm.Networking.Relay.Wire;
using Swarm.Networking.Tests.Support;

namespace Swarm.Networking.Tests.Relay;

/// <summary>Windows that grow where a distance asks for it, and nowhere else.</summary>
public sealed class WindowTests
{
    private static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(25);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_window_grows_over_a_distance_to_its_bound_and_every_byte_arrives()
    {
        var sent = new byte[24 * 1024 * 1024];
        new Random(1).NextBytes(sent);
        await using var scene = await WindowScene.OpenAsync(Delay, new(), stream => SendAllAsync(stream, sent));
        var stream = scene.Dialer.Open([]);
        await stream.ReadAnswerAsync(Token);
        Assert.Equal(MultiplexedStream.Window, stream.WindowSize);
        Assert.Equal(SHA256.HashData(sent), await DigestAsync(stream));
        Assert.Equal(MultiplexedStream.MostWindow, stream.WindowSize);
        Assert.Equal(MultiplexedStream.MostWindow - MultiplexedStream.Window, scene.Dialer.WindowGrowth);
        Assert.Equal(0, scene.Listener.WindowGrowth);

        // What one stream grew by is there for others when it is over.
        await stream.DisposeAsync();
        Assert.Equal(0, scene.Dialer.WindowGrowth);
    }

    [Fact]
    public async Task All_windows_of_a_connection_grow_within_one_bound()
    {
        const int Most = 3 * 1024 * 1024;
        var sent = new byte[4 * 1024 * 1024];
        await using var scene = await WindowScene.OpenAsync(Delay, new MultiplexerOptions { MostWindowGrowth = Most }, stream => SendAllAsync(stream, sent));
        var streams = Enumerable.Range(0, 8).Select(_ => scene.Dialer.Open([])).ToList();
        var reading = Task.WhenAll(streams.Select(async stream =>
        {
            await stream.ReadAnswerAsync(Token);
            await DigestAsync(stream);
        }));
        while (!reading.IsCompleted)
        {
            Assert.InRange(streams.Sum(stream => stream.WindowSize - MultiplexedStream.Window), 0, Most);
            await Task.Delay(5, Token);
        }

        await reading;
        Assert.InRange(streams.Sum(stream => stream.WindowSize - MultiplexedStream.Window), Most - MultiplexedStream.Window, Most);
        await Task.WhenAll(streams.Select(stream => stream.DisposeAsync().AsTask()));
        Assert.Equal(0, scene.Dialer.WindowGrowth);
    }

    [Fact]
    public async Task A_reader_that_is_slower_than_the_way_leaves_the_window_as_it_is()
    {
        const int Block = 16 * 1024;
        var written = 0;
        await using var scene = await WindowScene.OpenAsync(TimeSpan.Zero, new(), async stream =>
        {
            stream.Answer([]);
            var block = new byte[Block];
            while (true)
            {
                await stream.WriteAsync(block, Token);
                Interlocked.Add(ref written, block.Length);
            }
        });
        await using var stream = scene.Dialer.Open([]);
        await stream.ReadAnswerAsync(Token);

        // The sender has used up the window, and it is all here, before each read: the reader is behind all the time.
        var buffer = new byte[Block];
        for (var read = 0; read < 512 * 1024;)
        {
            while (Volatile.Read(ref written) < read + (MultiplexedStream.Window / 2))
            {
                await Task.Delay(5, Token);
            }

            await Task.Delay(10, Token);
            read += await stream.ReadAsync(buffer, Token);
            Assert.Equal(MultiplexedStream.Window, stream.WindowSize);
        }
    }

    [Fact]
    public async Task A_reader_that_stops_costs_no_more_than_the_window_that_it_earned()
    {
        var written = 0;
        await using var scene = await WindowScene.OpenAsync(Delay, new(), async stream =>
        {
            stream.Answer([]);
            var block = new byte[16 * 1024];
            while (true)
            {
                await stream.WriteAsync(block, Token);
                Interlocked.Add(ref written, block.Length);
            }
        });
        await using var stream = scene.Dialer.Open([]);
        await stream.ReadAnswerAsync(Token);
        var (buffer, read) = (new byte[64 * 1024], 0);
        while (stream.WindowSize < 1024 * 1024)
        {
            read += await stream.ReadAsync(buffer, Token);
        }

        await UntilQuietAsync(() => Volatile.Read(ref written));
        Assert.InRange(stream.WindowSize, 1024 * 1024, MultiplexedStream.MostWindow);
        Assert.InRange(Volatile.Read(ref written) - read, 0, stream.WindowSize);
    }

    [Fact]
    public async Task A_sender_that_asks_and_asks_gets_no_more_than_the_bounds()
    {
        var (peer, transport) = await Pair.ConnectAsync();
        await using var raw = peer;
        await using var connection = new Multiplexer(transport, isDialer: false, new MultiplexerOptions { MostWindowGrowth = 1024 * 1024 }, async stream =>
        {
            stream.Answer([]);
            await DigestAsync(stream);
        });
        connection.Start();
        byte[] open = [1, 0, 0, 0, 0, 0, 0, 1], blocked = [10, 0, 0, 0, 0, 0, 0, 1], ping = [7, 0, 0, 8, 0, 0, 0, 0, 9, 9, 9, 9, 9, 9, 9, 9];
        await raw.WriteAsync(open, Token);
        await raw.ReadExactlyAsync(new byte[8], Token);
        await raw.WriteAsync((byte[])[.. Enumerable.Repeat(blocked, 1000).SelectMany(frame => frame), .. ping], Token);

        // Twice as large, twice: 256 KiB and 512 KiB are within the bound, 1 MiB more is not.
        var answer = new byte[12 + 12 + 16];
        await raw.ReadExactlyAsync(answer, Token);
        Assert.Equal([4, 0, 0, 4, 0, 0, 0, 1, 0, 4, 0, 0, 4, 0, 0, 4, 0, 0, 0, 1, 0, 8, 0, 0], answer[..24]);
        Assert.Equal(8, answer[24]);
        Assert.Equal(768 * 1024, connection.WindowGrowth);
    }

    private static async Task SendAllAsync(MultiplexedStream stream, byte[] bytes)
    {
        stream.Answer([]);
        await stream.WriteAsync(bytes, Token);
        await stream.CompleteWritesAsync(Token);
        // A stream that is let go before it was read to its end is cut.
        await stream.ReadAsync(new byte[1], Token);
    }

    private static async Task<byte[]> DigestAsync(MultiplexedStream stream)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[256 * 1024];
        for (int count; (count = await stream.ReadAsync(buffer, Token)) > 0;)
        {
            hash.AppendData(buffer, 0, count);
        }

        return hash.GetHashAndReset();
    }

    private static async Task UntilQuietAsync(Func<int> count)
    {
        for (var before = -1; before != count();)
        {
            before = count();
            await Task.Delay(300, Token);
        }
    }

    private sealed record WindowScene(SlowWay Way, Multiplexer Dialer, Multiplexer Listener) : IAsyncDisposable
    {
        public static async Task<WindowScene> OpenAsync(TimeSpan delay, MultiplexerOptions options, Func<MultiplexedStream, Task> accept)
        {
            var (way, dialer, listener) = await SlowWay.ConnectAsync(delay);
            var scene = new WindowScene(
                way, new Multiplexer(dialer, isDialer: true, options, accept: null), new Multiplexer(listener, isDialer: false, options, accept));
            scene.Dialer.Start();
            scene.Listener.Start();
            return scene;
        }

        public async ValueTask DisposeAsync()
        {
            await Dialer.DisposeAsync();
            await Listener.DisposeAsync();
            await Way.DisposeAsync();
        }
    }
}

using System.Security.Cryptography;
using Swarm.Networking.Relay.Wire;
using Swarm.Networking.Tests.Support;

namespace Swarm.Networking.Tests.Relay;

public sealed class MultiplexerTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_stream_carries_request_answer_bytes_and_both_ends()
    {
        await using var pair = await Connection.OpenAsync(async stream =>
        {
            stream.Answer([.. stream.Request.Span, 1]);
            var buffer = new byte[100];
            var count = await stream.ReadAsync(buffer, Token);
            Assert.Equal(0, await stream.ReadAsync(buffer.AsMemory(count), Token));
            // The one side has ended; the other goes on.
            await stream.WriteAsync(buffer.AsMemory(0, count), Token);
            await stream.CompleteWritesAsync(Token);
        });
        await using var stream = pair.Dialer.Open([7]);
        Assert.Equal([7, 1], await stream.ReadAnswerAsync(Token));
        await stream.WriteAsync("hello"u8.ToArray(), Token);
        await stream.CompleteWritesAsync(Token);
        Assert.Equal("hello"u8.ToArray(), await ReadAllAsync(stream));
        await UntilAsync(() => pair.Dialer.StreamCount == 0 && pair.Listener.StreamCount == 0);
    }

    [Fact]
    public async Task A_hundred_megabytes_go_both_ways_to_the_byte()
    {
        const int Size = 100 * 1024 * 1024;
        var (up, down) = (new byte[Size], new byte[Size]);
        new Random(1).NextBytes(up);
        new Random(2).NextBytes(down);
        await using var pair = await Connection.OpenAsync(async stream =>
        {
            stream.Answer([]);
            var digest = DigestAsync(stream);
            await stream.WriteAsync(down, Token);
            await stream.CompleteWritesAsync(Token);
            Assert.Equal(SHA256.HashData(up), await digest);
        });
        await using var stream = pair.Dialer.Open([]);
        await stream.ReadAnswerAsync(Token);
        var digest = DigestAsync(stream);
        await stream.WriteAsync(up, Token);
        await stream.CompleteWritesAsync(Token);
        Assert.Equal(SHA256.HashData(down), await digest);
        await UntilAsync(() => pair.Listener.StreamCount == 0);
    }

    [Fact]
    public async Task Two_thousand_streams_go_on_at_once()
    {
        await using var pair = await Connection.OpenAsync(EchoAsync);
        var streams = Enumerable.Range(0, 2000).Select(async number =>
        {
            var sent = new byte[5000];
            new Random(number).NextBytes(sent);
            await using var stream = pair.Dialer.Open([]);
            await stream.ReadAnswerAsync(Token);
            await stream.WriteAsync(sent, Token);
            await stream.CompleteWritesAsync(Token);
            Assert.Equal(sent, await ReadAllAsync(stream));
        });
        await Task.WhenAll(streams);
    }

    [Fact]
    public async Task One_stream_more_than_allowed_is_reset_and_the_others_go_on()
    {
        await using var pair = await Connection.OpenAsync(EchoAsync, new MultiplexerOptions { MostInboundStreams = 2 });
        await using var one = pair.Dialer.Open([]);
        await using var two = pair.Dialer.Open([]);
        await one.ReadAnswerAsync(Token);
        await two.ReadAnswerAsync(Token);
        await using var three = pair.Dialer.Open([]);
        await Assert.ThrowsAsync<IOException>(() => three.ReadAnswerAsync(Token));
        await one.DisposeAsync();
        await UntilAsync(() => pair.Listener.StreamCount == 1);
        await using var four = pair.Dialer.Open([]);
        await four.ReadAnswerAsync(Token);
        await two.WriteAsync("on"u8.ToArray(), Token);
        await two.CompleteWritesAsync(Token);
        Assert.Equal("on"u8.ToArray(), await ReadAllAsync(two));
    }

    [Fact]
    public async Task A_slow_reader_holds_up_its_own_stream_alone_and_costs_its_window()
    {
        await using var pair = await Connection.OpenAsync(async stream =>
        {
            if (stream.Request.Length > 0)
            {
                // Reads nothing.
                stream.Answer([]);
                await Task.Delay(Timeout.Infinite, Token);
            }

            await EchoAsync(stream);
        });
        await using var slow = pair.Dialer.Open([1]);
        await slow.ReadAnswerAsync(Token);
        long written = 0;
        var writing = Task.Run(async () =>
        {
            var block = new byte[1024];
            while (true)
            {
                await slow.WriteAsync(block, Token);
                Interlocked.Add(ref written, block.Length);
            }
        });
        await UntilAsync(() => Interlocked.Read(ref written) == MultiplexedStream.Window);
        for (var round = 0; round < 20; round++)
        {
            await using var quick = pair.Dialer.Open([]);
            await quick.ReadAnswerAsync(Token);
            var sent = new byte[1024 * 1024];
            new Random(round).NextBytes(sent);
            var received = ReadAllAsync(quick);
            await quick.WriteAsync(sent, Token);
            await quick.CompleteWritesAsync(Token);
            Assert.Equal(sent, await received);
        }

        Assert.Equal(MultiplexedStream.Window, Interlocked.Read(ref written));
        await slow.DisposeAsync();
        await Assert.ThrowsAsync<IOException>(() => writing);
    }

    [Fact]
    public async Task A_stream_that_is_let_go_is_cut_at_the_other_side()
    {
        var cut = new TaskCompletionSource();
        await using var pair = await Connection.OpenAsync(async stream =>
        {
            stream.Answer([]);
            await stream.WriteAsync("begun"u8.ToArray(), Token);
            try
            {
                await stream.ReadAsync(new byte[1], Token);
            }
            catch (IOException)
            {
                cut.SetResult();
                await Assert.ThrowsAsync<IOException>(async () => await stream.WriteAsync(new byte[1], Token));
            }
        });
        var stream = pair.Dialer.Open([]);
        await stream.ReadAnswerAsync(Token);
        await stream.DisposeAsync();
        await cut.Task.WaitAsync(TimeSpan.FromSeconds(10), Token);
        await Assert.ThrowsAsync<IOException>(async () => await stream.ReadAsync(new byte[1], Token));
    }

    [Fact]
    public async Task A_lost_connection_cuts_every_stream_and_every_wait()
    {
        await using var pair = await Connection.OpenAsync(async stream =>
        {
            stream.Answer([]);
            await Task.Delay(Timeout.Infinite, Token);
        });
        await using var reading = pair.Dialer.Open([]);
        await using var writing = pair.Dialer.Open([]);
        await reading.ReadAnswerAsync(Token);
        await writing.ReadAnswerAsync(Token);
        var read = reading.ReadAsync(new byte[1], Token).AsTask();
        var write = writing.WriteAsync(new byte[1024 * 1024], Token).AsTask();
        await Task.Delay(50, Token);
        await pair.Listener.DisposeAsync();
        await Assert.ThrowsAsync<IOException>(() => read.WaitAsync(TimeSpan.FromSeconds(10), Token));
        await Assert.ThrowsAsync<IOException>(() => write.WaitAsync(TimeSpan.FromSeconds(10), Token));
        await Assert.ThrowsAsync<IOException>(() => Task.FromResult(pair.Dialer.Open([])));
    }

    [Fact]
    public async Task A_silent_peer_is_given_up()
    {
        var (dialer, listener) = await Pair.ConnectAsync();
        await using var silent = listener;
        await using var connection = new Multiplexer(dialer, isDialer: true, new MultiplexerOptions { KeepAlive = TimeSpan.FromMilliseconds(50) }, accept: null);
        connection.Start();
        Assert.Contains("does not answer", (await connection.Completion.WaitAsync(TimeSpan.FromSeconds(10), Token)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pings_keep_a_quiet_connection()
    {
        await using var pair = await Connection.OpenAsync(EchoAsync, new MultiplexerOptions { KeepAlive = TimeSpan.FromMilliseconds(500) });
        await Task.Delay(3000, Token);
        await using var stream = pair.Dialer.Open([]);
        await stream.ReadAnswerAsync(Token);
    }

    [Fact]
    public async Task Draining_lets_streams_end_and_takes_no_new_ones()
    {
        await using var pair = await Connection.OpenAsync(EchoAsync);
        await using var stream = pair.Dialer.Open([]);
        await stream.ReadAnswerAsync(Token);
        var drained = pair.Listener.DrainAsync(TimeSpan.FromSeconds(20));
        await UntilAsync(() => !pair.Dialer.IsOpen);
        Assert.Throws<IOException>(() => pair.Dialer.Open([]));
        await stream.WriteAsync("last"u8.ToArray(), Token);
        await stream.CompleteWritesAsync(Token);
        Assert.Equal("last"u8.ToArray(), await ReadAllAsync(stream));
        await drained.WaitAsync(TimeSpan.FromSeconds(10), Token);
        await pair.Dialer.Completion.WaitAsync(TimeSpan.FromSeconds(10), Token);
    }

    private static async Task EchoAsync(MultiplexedStream stream)
    {
        stream.Answer([]);
        await stream.CopyToAsync(stream, _ => { }, Token);
    }

    private static async Task<byte[]> DigestAsync(MultiplexedStream stream)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[50_000];
        for (int count; (count = await stream.ReadAsync(buffer, Token)) > 0;)
        {
            hash.AppendData(buffer, 0, count);
        }

        return hash.GetHashAndReset();
    }

    private static async Task<byte[]> ReadAllAsync(MultiplexedStream stream)
    {
        using var all = new MemoryStream();
        var buffer = new byte[8192];
        for (int count; (count = await stream.ReadAsync(buffer, Token)) > 0;)
        {
            all.Write(buffer, 0, count);
        }

        return all.ToArray();
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        for (var waited = 0; !condition(); waited++)
        {
            Assert.True(waited < 1000, "It did not come to be in ten seconds.");
            await Task.Delay(10, Token);
        }
    }

    private sealed record Connection(Multiplexer Dialer, Multiplexer Listener) : IAsyncDisposable
    {
        public static async Task<Connection> OpenAsync(Func<MultiplexedStream, Task> accept, MultiplexerOptions? options = null)
        {
            var (dialer, listener) = await Pair.ConnectAsync();
            var connection = new Connection(
                new Multiplexer(dialer, isDialer: true, options ?? new(), accept: null), new Multiplexer(listener, isDialer: false, options ?? new(), accept));
            connection.Dialer.Start();
            connection.Listener.Start();
            return connection;
        }

        public async ValueTask DisposeAsync()
        {
            await Dialer.DisposeAsync();
            await Listener.DisposeAsync();
        }
    }
}

using System.Buffers.Binary;
using System.Net.Sockets;
using Swarm.Networking.Relay.Wire;
using Swarm.Networking.Tests.Support;

namespace Swarm.Networking.Tests.Relay;

/// <summary>What is not of the protocol ends the connection, cleanly and at once.</summary>
public sealed class MultiplexerFuzzTests
{
    private const byte Open = 1, Answer = 2, Data = 3, Window = 4, End = 5, Reset = 6, Ping = 7, GoAway = 9, Blocked = 10;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string, byte[]> Violations => new()
    {
        { "a kind of 0", Frame(0, 1, []) },
        { "an unknown kind", Frame(11, 1, []) },
        { "a length beyond the bound", [Data, 0, 0x80, 1, 0, 0, 0, 1] },
        { "the greatest length", [Open, 0xFF, 0xFF, 0xFF, 0, 0, 0, 1] },
        { "a stream of number 0", Frame(Open, 0, []) },
        { "a stream of the other side's numbers", Frame(Open, 2, []) },
        { "a stream twice", [.. Frame(Open, 1, []), .. Frame(Open, 1, [])] },
        { "a number that goes back", [.. Frame(Open, 5, []), .. Frame(Open, 3, [])] },
        { "data of a stream that was never opened", Frame(Data, 1, [0]) },
        { "an answer to no request", [.. Frame(Open, 1, []), .. Frame(Answer, 1, [])] },
        { "an answer of a stream that was never opened", Frame(Answer, 2, []) },
        { "data before the answer", [.. Frame(Open, 1, []), .. Frame(Data, 1, [0])] },
        { "an end before the answer", [.. Frame(Open, 1, []), .. Frame(End, 1, [])] },
        { "no data", [.. Frame(Open, 1, []), .. Frame(Data, 1, [])] },
        { "a window of nothing", [.. Frame(Open, 1, []), .. Frame(Window, 1, [0, 0, 0, 0])] },
        { "a window beyond the greatest", [.. Frame(Open, 1, []), .. Frame(Window, 1, [0, 0x3C, 0, 1])] },
        { "a wait before the answer", [.. Frame(Open, 1, []), .. Frame(Blocked, 1, [])] },
        { "a wait with a payload", [.. Frame(Open, 1, []), .. Frame(Blocked, 1, [1])] },
        { "a window of another size", [.. Frame(Open, 1, []), .. Frame(Window, 1, [0, 1])] },
        { "a reset with a payload", [.. Frame(Open, 1, []), .. Frame(Reset, 1, [1])] },
        { "a ping of a stream", Frame(Ping, 1, new byte[8]) },
        { "a ping of another size", Frame(Ping, 0, new byte[7]) },
        { "a going away with a payload", Frame(GoAway, 0, [1]) },
        { "HTTP", "GET / HTTP/1.1\r\nHost: x\r\n\r\n"u8.ToArray() },
    };

    [Theory]
    [MemberData(nameof(Violations))]
    public async Task A_violation_ends_the_connection(string what, byte[] bytes)
    {
        Assert.NotEmpty(what);
        var reason = await SendAsync(bytes, HoldAsync);
        Assert.IsType<InvalidDataException>(reason);
    }

    [Fact]
    public async Task Data_beyond_the_window_ends_the_connection()
    {
        var (peer, transport) = await Pair.ConnectAsync();
        await using var raw = peer;
        await using var connection = new Multiplexer(transport, isDialer: false, new(), async stream =>
        {
            stream.Answer([]);
            await Task.Delay(Timeout.Infinite, Token);
        });
        connection.Start();
        await raw.WriteAsync(Frame(Open, 1, []), Token);
        await raw.ReadExactlyAsync(new byte[8], Token);
        for (var sent = 0; sent < MultiplexedStream.Window; sent += 32 * 1024)
        {
            await raw.WriteAsync(Frame(Data, 1, new byte[32 * 1024]), Token);
        }

        await raw.WriteAsync(Frame(Ping, 0, new byte[8]), Token);
        await raw.ReadExactlyAsync(new byte[16], Token);
        Assert.False(connection.Completion.IsCompleted);
        await raw.WriteAsync(Frame(Data, 1, [0]), Token);
        Assert.IsType<InvalidDataException>(await connection.Completion.WaitAsync(TimeSpan.FromSeconds(10), Token));
    }

    [Fact]
    public async Task Who_asks_and_never_reads_loses_the_connection()
    {
        var (peer, transport) = await Pair.ConnectAsync();
        await using var raw = peer;
        await using var connection = new Multiplexer(transport, isDialer: false, new(), HoldAsync);
        connection.Start();
        var pings = Enumerable.Range(0, 4096).SelectMany(_ => Frame(Ping, 0, new byte[8])).ToArray();
        try
        {
            while (!connection.Completion.IsCompleted)
            {
                await raw.WriteAsync(pings, Token);
            }
        }
        catch (IOException)
        {
            // The other side ended it.
        }

        Assert.Contains("more than it reads", (await connection.Completion).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_on_its_way_to_a_stream_that_was_cut_is_let_go()
    {
        var (peer, transport) = await Pair.ConnectAsync();
        await using var raw = peer;
        await using var connection = new Multiplexer(transport, isDialer: false, new(), stream =>
        {
            stream.Answer([]);
            return Task.CompletedTask;
        });
        connection.Start();
        await raw.WriteAsync(Frame(Open, 1, []), Token);
        // The answer, and that it was cut.
        await raw.ReadExactlyAsync(new byte[16], Token);
        await raw.WriteAsync((byte[])[.. Frame(Data, 1, [1, 2, 3]), .. Frame(Window, 1, [0, 0, 0, 9]), .. Frame(End, 1, []), .. Frame(Ping, 0, new byte[8])], Token);
        await raw.ReadExactlyAsync(new byte[16], Token);
        Assert.False(connection.Completion.IsCompleted);
    }

    [Fact]
    public async Task Random_frames_and_random_cuts_never_hang_and_never_throw_elsewhere()
    {
        var random = new Random(20260102);
        for (var round = 0; round < 150; round++)
        {
            var bytes = new List<byte>();
            for (var count = random.Next(1, 40); count > 0; count--)
            {
                var payload = new byte[random.Next(3) == 0 ? random.Next(70_000) : random.Next(16)];
                random.NextBytes(payload);
                var frame = Frame((byte)random.Next(0, 11), (uint)random.Next(0, 12), payload);
                bytes.AddRange(random.Next(5) == 0 ? frame[..random.Next(frame.Length)] : frame);
            }

            var reason = await SendAsync([.. bytes], async stream =>
            {
                stream.Answer(stream.Request.Span);
                await stream.CopyToAsync(stream, _ => { }, Token);
            });
            Assert.True(reason is IOException or InvalidDataException, reason.ToString());
        }
    }

    private static async Task HoldAsync(MultiplexedStream stream) => await Task.Delay(Timeout.Infinite, Token);

    private static async Task<Exception> SendAsync(byte[] bytes, Func<MultiplexedStream, Task> accept)
    {
        var (peer, transport) = await Pair.ConnectAsync();
        await using var raw = peer;
        await using var connection = new Multiplexer(transport, isDialer: false, new(), accept);
        connection.Start();
        try
        {
            var sink = raw.CopyToAsync(Stream.Null, Token);
            await raw.WriteAsync(bytes, Token);
            raw.Socket.Shutdown(SocketShutdown.Send);
            await sink;
        }
        catch (Exception exception) when (exception is IOException or SocketException)
        {
            // The other side ended it.
        }

        return await connection.Completion.WaitAsync(TimeSpan.FromSeconds(10), Token);
    }

    private static byte[] Frame(byte kind, uint stream, byte[] payload)
    {
        var frame = new byte[8 + payload.Length];
        BinaryPrimitives.WriteUInt32BigEndian(frame, ((uint)kind << 24) | (uint)payload.Length);
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(4), stream);
        payload.CopyTo(frame, 8);
        return frame;
    }
}

using System.Buffers.Binary;
using System.Buffers.Text;
using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Swarm.Cryptography.Signing;
using Swarm.Networking.Relay.Wire;
using Swarm.Networking.Routing;
using Swarm.Networking.Tickets;

namespace Swarm.Networking.Tests.Support;

/// <summary>A worker that follows docs/relay.md by hand, so that it can do otherwise.</summary>
internal sealed class RawWorker(Multiplexer connection, Ticket ticket, SigningKey key) : IAsyncDisposable
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Dials a broker and says what is asked for.</summary>
    /// <returns>The connection, and the broker's refusal or null.</returns>
    public static async Task<(Stream Stream, string? Error)> IntroduceAsync(RelayScene scene, Func<string, JsonObject> introduce)
    {
        var socket = new TcpClient();
        await socket.ConnectAsync(scene.Broker.Endpoint, Token);
        var stream = new SslStream(socket.GetStream(), leaveInnerStreamOpen: false, (_, _, _, _) => true);
        await stream.AuthenticateAsClientAsync("swarm-broker");
        var challenge = await ReadAsync(stream);
        Assert.Equal("swarm-relay-v1", (string?)challenge["type"]);
        var introduction = Encoding.UTF8.GetBytes(introduce((string)challenge["nonce"]!).ToJsonString());
        var length = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, introduction.Length);
        await stream.WriteAsync((byte[])[.. length, .. introduction], Token);
        return (stream, (string?)(await ReadAsync(stream))["error"]);
    }

    /// <summary>What a worker says to a broker.</summary>
    public static JsonObject Introduce(RelayScene scene, Ticket ticket, SigningKey key, string nonce) => new()
    {
        ["ticket"] = ticket.Export(),
        ["signature"] = Sign(key, "swarm/relay/worker/v1", scene.Broker.Pin.ToString(), ticket.Claims.Jti, nonce),
    };

    public static async Task<RawWorker> ConnectAsync(RelayScene scene, Ticket ticket, SigningKey key)
    {
        var (stream, error) = await IntroduceAsync(scene, nonce => Introduce(scene, ticket, key, nonce));
        Assert.Null(error);
        var connection = new Multiplexer(stream, isDialer: true, new(), accept: null);
        connection.Start();
        return new RawWorker(connection, ticket, key);
    }

    /// <summary>A request that is right.</summary>
    public JsonObject Request(Destination destination, string? challenge, SigningKey? by = null) => new()
    {
        ["ticket"] = ticket.Export(),
        ["host"] = destination.Host,
        ["port"] = destination.Port,
        ["challenge"] = challenge,
        ["signature"] = challenge is null ? null : Sign(
            by ?? key, "swarm/relay/request/v1", ticket.Claims.Jti, destination.Host, destination.Port.ToString(CultureInfo.InvariantCulture), challenge),
    };

    /// <summary>Asks for a challenge.</summary>
    public async Task<string> ChallengeAsync() => (string)(await AskAsync(Request(new Destination("127.0.0.1", 1), challenge: null)))["challenge"]!;

    /// <summary>Asks, and lets the stream go.</summary>
    public async Task<JsonObject> AskAsync(JsonObject request)
    {
        await using var stream = connection.Open([0, 0, 0, 0, 0, 0, 0, 0, .. Encoding.UTF8.GetBytes(request.ToJsonString())]);
        return JsonNode.Parse((await stream.ReadAnswerAsync(Token)).AsSpan(8))!.AsObject();
    }

    public ValueTask DisposeAsync() => connection.DisposeAsync();

    public static string Sign(SigningKey key, params string[] parts) => Base64Url.EncodeToString(key.Sign(Encoding.UTF8.GetBytes(string.Join('\0', parts))));

    private static async Task<JsonObject> ReadAsync(Stream stream)
    {
        var length = new byte[4];
        await stream.ReadExactlyAsync(length, Token);
        var json = new byte[BinaryPrimitives.ReadInt32BigEndian(length)];
        await stream.ReadExactlyAsync(json, Token);
        return JsonNode.Parse(json)!.AsObject();
    }
}

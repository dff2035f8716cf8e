using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Swarm.Core.Json;

namespace Swarm.Networking.Relay.Messages;

/// <summary>The messages before a connection carries streams: JSON after its length in 4 bytes, big-endian.</summary>
internal static class RelayMessage
{
    public const int MostBytes = 32 * 1024;

    private const int LengthSize = 4;

    public static async Task WriteAsync<T>(Stream stream, T message, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(message, type);
        var bytes = new byte[LengthSize + json.Length];
        BinaryPrimitives.WriteInt32BigEndian(bytes, json.Length);
        json.CopyTo(bytes, LengthSize);
        await stream.WriteAsync(bytes, cancellationToken);
        await stream.FlushAsync(cancellationToken);
    }

    /// <exception cref="InvalidDataException">It is too long.</exception>
    /// <exception cref="Core.Errors.SwarmException">It is of another form (<c>SCHEMA_INVALID</c>).</exception>
    public static async Task<T> ReadAsync<T>(Stream stream, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        var length = new byte[LengthSize];
        await stream.ReadExactlyAsync(length, cancellationToken);
        if (BinaryPrimitives.ReadUInt32BigEndian(length) is var count && count > MostBytes)
        {
            throw new InvalidDataException("A message is too long.");
        }

        var json = new byte[count];
        await stream.ReadExactlyAsync(json, cancellationToken);
        return StrictJson.Parse(json, type, "message", MostBytes);
    }
}

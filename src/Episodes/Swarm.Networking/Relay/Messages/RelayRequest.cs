using System.Buffers.Binary;

namespace Swarm.Networking.Relay.Messages;

/// <summary>A request or an answer as worker and broker exchange it: the provider's number, 8 bytes, before what is the provider's.</summary>
internal static class RelayRequest
{
    public const int NumberSize = 8;

    public static (ulong Provider, ReadOnlyMemory<byte> Content) Split(ReadOnlyMemory<byte> bytes) =>
        (BinaryPrimitives.ReadUInt64BigEndian(bytes.Span), bytes[NumberSize..]);

    public static byte[] Join(ulong provider, ReadOnlySpan<byte> content)
    {
        var bytes = new byte[NumberSize + content.Length];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, provider);
        content.CopyTo(bytes.AsSpan(NumberSize));
        return bytes;
    }
}

using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Swarm.Networking.Relay.Wire;

/// <summary>What each frame begins with: its kind (1 byte), its payload's length (3 bytes) and its stream (4 bytes), big-endian.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct FrameHeader(FrameKind Kind, int Length, uint Stream)
{
    public const int Size = 8;
    public const int MostPayload = 32 * 1024;
    public const int PingSize = 8;
    public const int WindowSize = 4;

    public static FrameHeader Read(ReadOnlySpan<byte> bytes)
    {
        var word = BinaryPrimitives.ReadUInt32BigEndian(bytes);
        return new FrameHeader((FrameKind)(word >> 24), (int)(word & 0xFFFFFF), BinaryPrimitives.ReadUInt32BigEndian(bytes[4..]));
    }

    public void Write(Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt32BigEndian(bytes, ((uint)Kind << 24) | (uint)Length);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[4..], Stream);
    }

    /// <summary>What is wrong with the header by itself, or null.</summary>
    public string? FindFault() => Kind switch
    {
        FrameKind.Ping or FrameKind.Pong => Stream != 0 || Length != PingSize ? "a ping of another form" : null,
        FrameKind.GoAway => Stream != 0 || Length != 0 ? "a going away of another form" : null,
        FrameKind.Window => Stream == 0 || Length != WindowSize ? "a window of another form" : null,
        FrameKind.End or FrameKind.Reset or FrameKind.Blocked => Stream == 0 || Length != 0 ? "an end or a wait of another form" : null,
        FrameKind.Data => Stream == 0 || Length is 0 or > MostPayload ? "data of no stream, none or too much" : null,
        FrameKind.Open or FrameKind.Answer => Stream == 0 || Length > MostPayload ? "a request of no stream or too long" : null,
        _ => "an unknown kind of frame",
    };
}

namespace Swarm.Networking.Relay.Wire;

/// <summary>What a frame is. <c>docs/relay.md</c> has the format.</summary>
internal enum FrameKind : byte
{
    /// <summary>Begins a stream; carries the request.</summary>
    Open = 1,

    /// <summary>Answers a request, once and before anything else of that side.</summary>
    Answer = 2,

    /// <summary>Bytes of a stream.</summary>
    Data = 3,

    /// <summary>Lets the other side send so many bytes more.</summary>
    Window = 4,

    /// <summary>Nothing more follows from this side of the stream.</summary>
    End = 5,

    /// <summary>The stream is over, both ways and at once.</summary>
    Reset = 6,

    /// <summary>Asks whether the other side is there.</summary>
    Ping = 7,

    /// <summary>Answers a ping with its bytes.</summary>
    Pong = 8,

    /// <summary>This side takes no further streams.</summary>
    GoAway = 9,

    /// <summary>This side would send more than the window lets it.</summary>
    Blocked = 10,
}

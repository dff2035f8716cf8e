namespace Swarm.Networking.Http;

/// <summary>How a message's body ends (RFC 9112, section 6.3).</summary>
internal enum BodyKind
{
    /// <summary>There is none.</summary>
    None,

    /// <summary>After so many bytes.</summary>
    Length,

    /// <summary>With the last chunk.</summary>
    Chunked,

    /// <summary>With the connection.</summary>
    UntilClose,
}

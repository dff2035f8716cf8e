namespace Swarm.State.Files;

/// <summary>What lies at a path, links not followed.</summary>
internal enum FileKind
{
    /// <summary>Nothing.</summary>
    Absent,

    /// <summary>An ordinary file.</summary>
    Regular,

    /// <summary>A directory.</summary>
    Directory,

    /// <summary>A symbolic link, or another reparse point that redirects.</summary>
    Link,

    /// <summary>A device, a FIFO or a socket.</summary>
    Special,
}

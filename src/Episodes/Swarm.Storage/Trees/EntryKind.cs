namespace Swarm.Storage.Trees;

/// <summary>What kind of thing a path names.</summary>
public enum EntryKind : byte
{
    /// <summary>A regular file.</summary>
    File = 1,

    /// <summary>A folder.</summary>
    Directory = 2,

    /// <summary>A symbolic link, kept as data.</summary>
    Link = 3,

    /// <summary>A device, pipe or socket, which no snapshot can hold.</summary>
    Special = 4,
}

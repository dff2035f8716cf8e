namespace Swarm.Core.Locks;

/// <summary>What can be told of the process that an owner's file names.</summary>
public enum OwnerState
{
    /// <summary>There is no such file.</summary>
    Absent,

    /// <summary>The process runs: it holds the file's lock.</summary>
    Alive,

    /// <summary>It is proven that the process runs no more.</summary>
    Dead,

    /// <summary>It cannot be told from here.</summary>
    Unproven,
}

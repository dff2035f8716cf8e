namespace Swarm.Storage.Trees;

/// <summary>A stretch of a file that takes no room on the disk and reads as zeros.</summary>
/// <param name="Offset">Where it begins, in bytes.</param>
/// <param name="Length">Its length in bytes.</param>
public readonly record struct Hole(long Offset, long Length);

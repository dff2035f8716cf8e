using Swarm.Core.Files;
namespace Swarm.Storage.Trees;

/// <summary>
/// What tells that a file was not touched: any write changes its status time, which a program cannot set.
/// </summary>
/// <param name="Device">The device's number.</param>
/// <param name="Inode">The inode's number.</param>
/// <param name="Size">The size in bytes.</param>
/// <param name="Modified">The modification time.</param>
/// <param name="ChangedNanoseconds">The status time, in nanoseconds since 1970.</param>
public readonly record struct FileIdentity(ulong Device, ulong Inode, long Size, FileTime Modified, long ChangedNanoseconds);

namespace Swarm.Storage.Trees;

/// <summary>One thing found while a folder was walked.</summary>
/// <param name="Path">The path relative to the folder, with <c>/</c>.</param>
/// <param name="FullPath">The path on this machine.</param>
/// <param name="Status">What the file system says of it.</param>
/// <param name="LinkTarget">Where a link points, as it is written; null otherwise.</param>
/// <param name="Refusal">Why no snapshot can hold it and what lies in it; null where one can. Its path is then for people to read.</param>
public sealed record TreeEntry(string Path, string FullPath, FileStatus Status, string? LinkTarget, string? Refusal = null);

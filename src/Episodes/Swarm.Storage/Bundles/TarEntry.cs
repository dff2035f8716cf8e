using Swarm.Storage.Trees;

namespace Swarm.Storage.Bundles;

/// <summary>One entry of a bundle's tar file. Owners and times are none of its concern: they are always zero.</summary>
/// <param name="Path">The path, with <c>/</c> and without one at the end.</param>
/// <param name="Kind">File, folder or link.</param>
/// <param name="Mode">The permission bits.</param>
/// <param name="Size">The bytes of a file; 0 otherwise.</param>
/// <param name="LinkTarget">Where a link points; null otherwise.</param>
internal sealed record TarEntry(string Path, EntryKind Kind, int Mode, long Size, string? LinkTarget)
{
    /// <summary>The path of the first entry that is the same file; null where there is none. Such an entry has no bytes.</summary>
    public string? HardLinkOf { get; init; }

    /// <summary>The extended attributes of a file or folder, in the order of their names.</summary>
    public IReadOnlyList<ExtendedAttribute> Attributes { get; init; } = [];
}

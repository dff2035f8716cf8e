using Swarm.Core.Digests;
using Swarm.Core.Files;
using Swarm.Storage.Chunks;
using Swarm.Storage.Trees;

namespace Swarm.Storage.Manifests;

/// <summary>One file, folder or link of a snapshot.</summary>
public sealed record ManifestEntry
{
    /// <summary>The path of the state database in a snapshot.</summary>
    public const string StatePath = "state.sqlite";

    /// <summary>What the paths of the workspace begin with.</summary>
    public const string WorkspacePrefix = "workspace/";

    /// <summary>The permission bits of a file where no platform told any.</summary>
    public const int DefaultFileMode = 0b110_100_100;

    /// <summary>The permission bits of a folder where no platform told any.</summary>
    public const int DefaultDirectoryMode = 0b111_101_101;

    /// <summary>The path in the snapshot, with <c>/</c>.</summary>
    public required string Path { get; init; }

    /// <summary>What it is; never <see cref="EntryKind.Special"/>.</summary>
    public required EntryKind Kind { get; init; }

    /// <summary>The POSIX permission bits; 0 for a link.</summary>
    public required int Mode { get; init; }

    /// <summary>The modification time, or null where nobody knows it; not part of the snapshot's root.</summary>
    public FileTime? Modified { get; init; }

    /// <summary>The size of a file in bytes.</summary>
    public long Size { get; init; }

    /// <summary>The digest of a file's content; see <see cref="ContentDigest"/>.</summary>
    public Digest Content { get; init; }

    /// <summary>Where a link points; null otherwise.</summary>
    public string? LinkTarget { get; init; }

    /// <summary>The path of the first entry that is the same file under another name; null for a file's first or only name.</summary>
    public string? HardLinkOf { get; init; }

    /// <summary>The holes of a file, in order; not part of the snapshot's root.</summary>
    public IReadOnlyList<Hole> Holes { get; init; } = [];

    /// <summary>The extended attributes of a file or folder, in the order of their names.</summary>
    public IReadOnlyList<ExtendedAttribute> Attributes { get; init; } = [];

    /// <summary>The chunks of a file, in order.</summary>
    public IReadOnlyList<ChunkReference> Chunks { get; init; } = [];

    /// <summary>The manifest parts that hold a long list of chunks; empty for a short one.</summary>
    public IReadOnlyList<ChunkReference> ListParts { get; init; } = [];
}

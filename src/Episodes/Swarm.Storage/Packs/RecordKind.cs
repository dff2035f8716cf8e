namespace Swarm.Storage.Packs;

/// <summary>What a record of a pack holds.</summary>
public enum RecordKind : byte
{
    /// <summary>A piece of a file.</summary>
    Data = 1,

    /// <summary>A part of a manifest: entries, or a list of chunks.</summary>
    ManifestPart = 2,

    /// <summary>The root of a snapshot's manifest, which its capability opens.</summary>
    ManifestRoot = 3,
}

using Swarm.Core.Digests;
using Swarm.Storage.Packs;

namespace Swarm.Storage.Snapshots;

/// <summary>A snapshot whose pack is durable but which no node names yet.</summary>
/// <param name="StateId">The snapshot's id.</param>
/// <param name="Root">The salted Merkle root.</param>
/// <param name="EntryCount">The number of files, folders and links.</param>
/// <param name="TotalBytes">The bytes of all files together.</param>
/// <param name="StoredBytes">The bytes that the pack added to the store.</param>
public sealed record SealedSnapshot(string StateId, Digest Root, long EntryCount, long TotalBytes, long StoredBytes)
{
    /// <summary>The new pack's name and size; null where the snapshot needed none.</summary>
    internal (string Name, long Size)? Pack { get; init; }

    /// <summary>The new records with their places.</summary>
    internal IReadOnlyList<(RecordHeader Header, RecordLocation Location)> Records { get; init; } = [];

    /// <summary>The store's generation when the capture began: a sweep since then means that reused chunks are checked again.</summary>
    internal long Generation { get; init; }

    /// <summary>The ids of all chunks that the snapshot needs.</summary>
    internal IEnumerable<Digest> NeededIds { get; init; } = [];
}

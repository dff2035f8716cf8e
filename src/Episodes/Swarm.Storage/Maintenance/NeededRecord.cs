using Swarm.Storage.Chunks;
using Swarm.Storage.Packs;

namespace Swarm.Storage.Maintenance;

/// <summary>A record that a node needs.</summary>
/// <param name="Kind">What it holds.</param>
/// <param name="Chunk">How to open it; a manifest root has a key and an id alone.</param>
/// <param name="NodeId">A node that needs it.</param>
/// <param name="Path">The path in the node's snapshot that it is for.</param>
internal readonly record struct NeededRecord(RecordKind Kind, ChunkReference Chunk, string NodeId, string Path);

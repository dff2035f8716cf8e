using Swarm.Core.Digests;

namespace Swarm.Storage.Chunks;

/// <summary>What is needed to read one chunk: how to find it, how to open it, and what it must be.</summary>
/// <param name="Id">The keyed id under which the store has it.</param>
/// <param name="Key">The key that opens it.</param>
/// <param name="Digest">The digest of its plaintext.</param>
/// <param name="Length">The length of its plaintext in bytes.</param>
public readonly record struct ChunkReference(Digest Id, ChunkKey Key, Digest Digest, int Length);

using System.Collections.Concurrent;
using Swarm.Core.Digests;
using Swarm.Core.Randomness;
using Swarm.Storage.Packs;

namespace Swarm.Storage.Chunks;

/// <summary>Puts chunks into a new pack unless the store has them. Calls come from many threads.</summary>
internal sealed class ChunkWriter(ChunkKeys keys, PackWriter pack, RandomSource random, Func<Digest, bool> isStored)
{
    private readonly ConcurrentDictionary<Digest, bool> _written = new();

    /// <summary>Stores plaintext as a chunk.</summary>
    public ChunkReference Put(RecordKind kind, ReadOnlySpan<byte> plaintext) => Put(kind, plaintext, Digest.Compute(plaintext));

    /// <summary>Stores plaintext whose digest is known.</summary>
    public ChunkReference Put(RecordKind kind, ReadOnlySpan<byte> plaintext, Digest digest)
    {
        var chunk = keys.Refer(kind, digest, plaintext.Length);
        if (_written.TryAdd(chunk.Id, value: true) && !isStored(chunk.Id))
        {
            RecordSealer.Seal(kind, chunk.Id, chunk.Key, plaintext, random, pack);
        }

        return chunk;
    }
}

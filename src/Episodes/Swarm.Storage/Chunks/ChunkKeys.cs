using System.Security.Cryptography;
using Swarm.Core.Digests;
using Swarm.Storage.Packs;

namespace Swarm.Storage.Chunks;

/// <summary>
/// Names and keys chunks with two separate expansions of the store's secret, so that equal chunks meet, no key follows
/// from an id, and nobody without the secret can test whether a chunk is there.
/// </summary>
public sealed class ChunkKeys : IDisposable
{
    private readonly byte[] _identifierKey;
    private readonly byte[] _sealingKey;

    /// <summary>Expands the store's secret.</summary>
    /// <param name="secret">32 secret bytes.</param>
    public ChunkKeys(ReadOnlySpan<byte> secret)
    {
        _identifierKey = new byte[ChunkKey.Size];
        _sealingKey = new byte[ChunkKey.Size];
        HKDF.Expand(HashAlgorithmName.SHA256, secret, _identifierKey, "swarm/store/v1\0chunk-id"u8);
        HKDF.Expand(HashAlgorithmName.SHA256, secret, _sealingKey, "swarm/store/v1\0chunk-key"u8);
    }

    /// <summary>Names and keys one chunk.</summary>
    /// <param name="kind">What the record holds: kinds never share an id.</param>
    /// <param name="digest">The digest of the plaintext.</param>
    /// <param name="length">The length of the plaintext in bytes.</param>
    public ChunkReference Refer(RecordKind kind, Digest digest, int length)
    {
        Span<byte> input = stackalloc byte[1 + Digest.Size];
        input[0] = (byte)kind;
        digest.Span.CopyTo(input[1..]);
        Span<byte> output = stackalloc byte[Digest.Size];
        HMACSHA256.HashData(_identifierKey, input, output);
        var id = new Digest(output);
        HMACSHA256.HashData(_sealingKey, input, output);
        var key = new ChunkKey(output);
        CryptographicOperations.ZeroMemory(output);
        return new ChunkReference(id, key, digest, length);
    }

    /// <summary>Forgets the keys.</summary>
    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(_identifierKey);
        CryptographicOperations.ZeroMemory(_sealingKey);
    }
}

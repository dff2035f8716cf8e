using System.Buffers.Binary;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using Swarm.Core.Digests;
using Swarm.Storage.Manifests;

namespace Swarm.Storage.Chunks;

/// <summary>
/// The digest of a file's content, the same however the file is cut into chunks: up to 1 MiB the SHA-256 of its bytes;
/// beyond that the SHA-256 over a label, its length and the SHA-256 of each of its 32 KiB blocks, so that all cores
/// share the work and a block that did not change need not be hashed twice.
/// </summary>
public static class ContentDigest
{
    /// <summary>The most bytes of a file that is hashed as a whole, and is one chunk.</summary>
    public const int SmallFile = 1024 * 1024;

    /// <summary>The length of a block in bytes.</summary>
    public const int BlockSize = 32 * 1024;

    /// <summary>The number of blocks of a file.</summary>
    /// <param name="length">The file's length in bytes.</param>
    public static long CountBlocks(long length) => (length / BlockSize) + (length % BlockSize > 0 ? 1 : 0);

    /// <summary>The digest of a restored file: from the digests of its chunks, which were checked, or else from the file.</summary>
    internal static Digest Of(ManifestEntry entry, SafeFileHandle handle) => Of(entry)
        ?? (entry.Size <= SmallFile ? Digest.Compute(ReadAll(handle, (int)entry.Size)) : Combine(entry.Size, HashBlocks(handle, entry.Size)));

    /// <summary>The digest of a file from the digests of its chunks, or null where they do not tell it.</summary>
    internal static Digest? Of(ManifestEntry entry)
    {
        var chunks = entry.Chunks;
        if (entry.Size <= SmallFile)
        {
            return chunks.Count switch { 0 => Digest.Compute([]), 1 => chunks[0].Digest, _ => null };
        }

        var isBlocks = chunks.Count == CountBlocks(entry.Size) && chunks.Take(chunks.Count - 1).All(chunk => chunk.Length == BlockSize);
        return isBlocks ? Combine(entry.Size, chunks.Select(chunk => chunk.Digest)) : null;
    }

    /// <summary>Combines the digests of a large file's blocks.</summary>
    /// <param name="length">The file's length in bytes.</param>
    /// <param name="blocks">The digest of each block, in order.</param>
    public static Digest Combine(long length, IEnumerable<Digest> blocks)
    {
        ArgumentNullException.ThrowIfNull(blocks);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> prefix = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(prefix, length);
        hash.AppendData("swarm/blocks/v2\0"u8);
        hash.AppendData(prefix);
        foreach (var block in blocks)
        {
            hash.AppendData(block.Span);
        }

        return new Digest(hash.GetHashAndReset());
    }

    private static byte[] ReadAll(SafeFileHandle handle, int size)
    {
        var bytes = new byte[size];
        _ = RandomAccess.Read(handle, bytes, 0);
        return bytes;
    }

    private static IEnumerable<Digest> HashBlocks(SafeFileHandle handle, long size)
    {
        var block = new byte[BlockSize];
        for (var offset = 0L; offset < size; offset += BlockSize)
        {
            yield return Digest.Compute(block.AsSpan(0, RandomAccess.Read(handle, block, offset)));
        }
    }
}

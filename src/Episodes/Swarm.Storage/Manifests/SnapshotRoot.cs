using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Swarm.Core.Digests;
using Swarm.Storage.Trees;
using Swarm.Transparency.Trees;

namespace Swarm.Storage.Manifests;

/// <summary>
/// The Merkle root of a snapshot over path, kind, mode and content, the same whatever the chunking, compression or
/// store. Its leaves are keyed, so that a certificate does not let its readers guess contents; the shape is that of
/// RFC 9162, section 2.1.1 (<see cref="Frontier"/>). Other names of a file and extended attributes count where there are any.
/// </summary>
public static class SnapshotRoot
{
    /// <summary>Computes the root.</summary>
    /// <param name="entries">All entries, in the order of the UTF-8 bytes of their paths.</param>
    /// <param name="salt">32 bytes derived from the capability of the snapshot.</param>
    public static Digest Compute(IReadOnlyList<ManifestEntry> entries, ReadOnlySpan<byte> salt)
    {
        ArgumentNullException.ThrowIfNull(entries);
        var tree = new Frontier();
        var buffer = new ArrayBufferWriter<byte>(512);
        for (var index = 0; index < entries.Count; index++)
        {
            tree.Append(Leaf(buffer, entries[index], salt));
        }

        return tree.ComputeRoot();
    }

    private static Digest Leaf(ArrayBufferWriter<byte> buffer, ManifestEntry entry, ReadOnlySpan<byte> salt)
    {
        buffer.ResetWrittenCount();
        Span<byte> numbers = stackalloc byte[8];
        buffer.Write((ReadOnlySpan<byte>)[0, (byte)entry.Kind]);
        BinaryPrimitives.WriteInt32BigEndian(numbers, entry.Mode);
        BinaryPrimitives.WriteInt32BigEndian(numbers[4..], Encoding.UTF8.GetByteCount(entry.Path));
        buffer.Write(numbers);
        buffer.Write(Encoding.UTF8.GetBytes(entry.Path));
        if (entry.Kind == EntryKind.File)
        {
            BinaryPrimitives.WriteInt64BigEndian(numbers, entry.Size);
            buffer.Write(numbers);
            buffer.Write(entry.Content.Span);
            if (entry.HardLinkOf is { } first)
            {
                buffer.Write((ReadOnlySpan<byte>)[1]);
                WriteCounted(buffer, Encoding.UTF8.GetBytes(first));
            }
        }
        else if (entry.Kind == EntryKind.Link)
        {
            buffer.Write(Encoding.UTF8.GetBytes(entry.LinkTarget!));
        }

        foreach (var attribute in entry.Attributes)
        {
            buffer.Write((ReadOnlySpan<byte>)[2]);
            WriteCounted(buffer, Encoding.UTF8.GetBytes(attribute.Name));
            WriteCounted(buffer, attribute.Value.Span);
        }

        Span<byte> leaf = stackalloc byte[Digest.Size];
        HMACSHA256.HashData(salt, buffer.WrittenSpan, leaf);
        return new Digest(leaf);
    }

    private static void WriteCounted(ArrayBufferWriter<byte> buffer, ReadOnlySpan<byte> bytes)
    {
        Span<byte> count = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(count, bytes.Length);
        buffer.Write(count);
        buffer.Write(bytes);
    }
}

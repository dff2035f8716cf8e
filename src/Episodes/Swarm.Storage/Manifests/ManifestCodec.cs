using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Swarm.Core.Digests;
using Swarm.Core.Errors;
using Swarm.Core.Files;
using Swarm.Storage.Chunks;
using Swarm.Storage.Trees;

namespace Swarm.Storage.Manifests;

/// <summary>The bytes of entries and chunk lists; docs/store-format.md describes them.</summary>
internal static class ManifestCodec
{
    /// <summary>The most chunks that an entry lists itself.</summary>
    public const int InlineChunks = 16;

    /// <summary>The chunks that one list part holds.</summary>
    public const int ChunksPerPart = 256;

    private const int MostTextBytes = 65536;

    private const int ReferenceSize = (3 * Digest.Size) + sizeof(int);

    /// <summary>Writes an entry as the newest version has it.</summary>
    public static void WriteEntry(ArrayBufferWriter<byte> output, ManifestEntry entry)
    {
        output.Write((ReadOnlySpan<byte>)[(byte)entry.Kind]);
        WriteText(output, entry.Path);
        WriteNumber(output, entry.Mode);
        EntryExtras.Write(output, entry);
        switch (entry.Kind)
        {
            case EntryKind.File:
                WriteNumber(output, entry.Size);
                output.Write(entry.Content.Span);
                WriteNumber(output, entry.Chunks.Count);
                WriteReferences(output, entry.Chunks.Count <= InlineChunks ? entry.Chunks : entry.ListParts);
                break;
            case EntryKind.Link:
                WriteText(output, entry.LinkTarget!);
                break;
            default:
                break;
        }
    }

    /// <summary>Reads an entry of a version; a long chunk list is fetched by the caller through <paramref name="listPart"/>.</summary>
    public static ManifestEntry ReadEntry(ref ReadOnlySpan<byte> input, int version, Func<ChunkReference, byte[]> listPart)
    {
        var entry = new ManifestEntry
        {
            Kind = (EntryKind)Take(ref input, 1)[0],
            Path = ReadText(ref input),
            Mode = ReadCount(ref input),
        };

        // In the first version 0 said that nobody knew the time.
        entry = version == 1
            ? entry with { Modified = ReadNumber(ref input) is not 0 and var modified ? FileTime.FromNanoseconds(modified) : null }
            : EntryExtras.Read(ref input, entry);
        switch (entry.Kind)
        {
            case EntryKind.File:
                var size = ReadNumber(ref input);
                var content = new Digest(Take(ref input, Digest.Size));
                var count = ReadCount(ref input);
                var parts = count <= InlineChunks ? [] : ReadReferences(ref input, (count + ChunksPerPart - 1) / ChunksPerPart);
                var chunks = count <= InlineChunks ? ReadReferences(ref input, count) : ReadList(parts, count, listPart);
                return EntryExtras.Require(entry with { Size = size, Content = content, Chunks = chunks, ListParts = parts });
            case EntryKind.Link:
                return EntryExtras.Require(entry with { LinkTarget = ReadText(ref input) });
            case EntryKind.Directory:
                return EntryExtras.Require(entry);
            default:
                throw Malformed();
        }
    }

    public static byte[] WriteListPart(ReadOnlySpan<ChunkReference> chunks)
    {
        var output = new ArrayBufferWriter<byte>(chunks.Length * ReferenceSize);
        foreach (ref readonly var chunk in chunks)
        {
            WriteReference(output, chunk);
        }

        return output.WrittenSpan.ToArray();
    }

    public static void WriteReferences(ArrayBufferWriter<byte> output, IReadOnlyList<ChunkReference> references)
    {
        foreach (var reference in references)
        {
            WriteReference(output, reference);
        }
    }

    public static ChunkReference[] ReadReferences(ref ReadOnlySpan<byte> input, int count)
    {
        if (count < 0 || count > input.Length / ReferenceSize)
        {
            throw Malformed();
        }

        var references = new ChunkReference[count];
        for (var index = 0; index < count; index++)
        {
            var bytes = Take(ref input, ReferenceSize);
            references[index] = new ChunkReference(
                new Digest(bytes[..32]), new ChunkKey(bytes[32..64]), new Digest(bytes[64..96]), BinaryPrimitives.ReadInt32BigEndian(bytes[96..]));
        }

        return references;
    }

    /// <summary>LEB128 of the two's complement of a number that is never negative but for times before 1970.</summary>
    public static void WriteNumber(ArrayBufferWriter<byte> output, long value)
    {
        var rest = (ulong)value;
        Span<byte> bytes = stackalloc byte[10];
        var length = 0;
        for (; rest >= 0x80; rest >>= 7)
        {
            bytes[length++] = (byte)(rest | 0x80);
        }

        bytes[length++] = (byte)rest;
        output.Write(bytes[..length]);
    }

    public static long ReadNumber(ref ReadOnlySpan<byte> input)
    {
        var value = 0UL;
        for (var shift = 0; shift < 70; shift += 7)
        {
            var next = Take(ref input, 1)[0];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
            {
                return (long)value;
            }
        }

        throw Malformed();
    }

    /// <summary>Whether a text comes back as it is written.</summary>
    public static bool IsText(string text) => PathRules.IsUnicode(text) && Encoding.UTF8.GetByteCount(text) <= MostTextBytes;

    public static void WriteText(ArrayBufferWriter<byte> output, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        WriteNumber(output, bytes.Length);
        output.Write(bytes);
    }

    public static string ReadText(ref ReadOnlySpan<byte> input)
    {
        var length = ReadNumber(ref input);
        return length is >= 0 and <= MostTextBytes ? Encoding.UTF8.GetString(Take(ref input, (int)length)) : throw Malformed();
    }

    public static ReadOnlySpan<byte> Take(ref ReadOnlySpan<byte> input, int count)
    {
        if (count > input.Length)
        {
            throw Malformed();
        }

        var taken = input[..count];
        input = input[count..];
        return taken;
    }

    /// <summary>Reads a number that is counted with.</summary>
    public static int ReadCount(ref ReadOnlySpan<byte> input) =>
        ReadNumber(ref input) is >= 0 and <= int.MaxValue - ChunksPerPart and var count ? (int)count : throw Malformed();

    public static SwarmException Malformed() =>
        new(ErrorCode.StoreDamaged, "A snapshot's manifest is malformed: run 'swarm store check', then 'swarm store repair' with a bundle or a second store.");

    private static ChunkReference[] ReadList(ChunkReference[] parts, int count, Func<ChunkReference, byte[]> listPart)
    {
        var chunks = new List<ChunkReference>(count);
        foreach (var part in parts)
        {
            ReadOnlySpan<byte> bytes = listPart(part);
            chunks.AddRange(ReadReferences(ref bytes, Math.Min(ChunksPerPart, count - chunks.Count)));
        }

        return chunks.Count == count ? [.. chunks] : throw Malformed();
    }

    private static void WriteReference(ArrayBufferWriter<byte> output, in ChunkReference reference)
    {
        var bytes = output.GetSpan(ReferenceSize);
        reference.Id.Span.CopyTo(bytes);
        reference.Key.CopyTo(bytes[32..]);
        reference.Digest.Span.CopyTo(bytes[64..]);
        BinaryPrimitives.WriteInt32BigEndian(bytes[96..], reference.Length);
        output.Advance(ReferenceSize);
    }
}

using System.Buffers.Binary;

namespace Swarm.Backends.Archives;

/// <summary>What a zip's directory says of an entry (APPNOTE 4.3.12), or the entry's own header (4.3.7).</summary>
/// <param name="Name">The bytes of its path.</param>
/// <param name="Flags">The general purpose bits.</param>
/// <param name="Method">How it is packed.</param>
/// <param name="Checksum">The CRC-32 of its content.</param>
/// <param name="Packed">The bytes of its packed content.</param>
/// <param name="Size">The bytes of its content.</param>
/// <param name="Offset">Where its own header begins; 0 in that header.</param>
/// <param name="Length">The bytes of this record itself, with name, extra fields and comment.</param>
internal sealed record ZipEntry(byte[] Name, ushort Flags, ushort Method, uint Checksum, ulong Packed, ulong Size, ulong Offset, int Length)
{
    public const int HeaderSize = 30;
    public const int DirectorySize = 46;

    private const uint HeaderSignature = 0x04034b50;
    private const uint DirectorySignature = 0x02014b50;
    private const ushort LargeField = 0x0001;
    private const ushort UnicodePathField = 0x7075;

    /// <summary>Reads the next record of a directory, or null where it is none.</summary>
    /// <param name="bytes">The directory from there on.</param>
    public static ZipEntry? ReadDirectory(ReadOnlySpan<byte> bytes) =>
        bytes.Length < DirectorySize || BinaryPrimitives.ReadUInt32LittleEndian(bytes) != DirectorySignature ? null
            : Read(bytes, DirectorySize, fields: 8, lengths: 28, bytes[32..], BinaryPrimitives.ReadUInt32LittleEndian(bytes[42..]));

    /// <summary>Reads an entry's own header, or null where it is none.</summary>
    /// <param name="bytes">The header, and as much behind it as its lengths may say.</param>
    public static ZipEntry? ReadHeader(ReadOnlySpan<byte> bytes) =>
        bytes.Length < HeaderSize || BinaryPrimitives.ReadUInt32LittleEndian(bytes) != HeaderSignature ? null
            : Read(bytes, HeaderSize, fields: 6, lengths: 26, comment: [0, 0], offset: 0);

    private static ZipEntry? Read(ReadOnlySpan<byte> bytes, int size, int fields, int lengths, ReadOnlySpan<byte> comment, uint offset)
    {
        var name = BinaryPrimitives.ReadUInt16LittleEndian(bytes[lengths..]);
        var extra = BinaryPrimitives.ReadUInt16LittleEndian(bytes[(lengths + 2)..]);
        var length = size + name + extra + BinaryPrimitives.ReadUInt16LittleEndian(comment);
        if (length > bytes.Length)
        {
            return null;
        }

        var values = bytes[fields..];
        var entry = new ZipEntry(
            bytes.Slice(size, name).ToArray(),
            BinaryPrimitives.ReadUInt16LittleEndian(values),
            BinaryPrimitives.ReadUInt16LittleEndian(values[2..]),
            BinaryPrimitives.ReadUInt32LittleEndian(values[8..]),
            BinaryPrimitives.ReadUInt32LittleEndian(values[12..]),
            BinaryPrimitives.ReadUInt32LittleEndian(values[16..]),
            offset,
            length);
        return entry.ReadExtra(bytes.Slice(size + name, extra));
    }

    // Sizes and offset beyond 4 GiB stand in a field of their own, in this order, each only where it is needed (4.5.3).
    private ZipEntry? ReadExtra(ReadOnlySpan<byte> extra)
    {
        var (size, packed, offset) = (Size, Packed, Offset);
        while (extra.Length >= 4)
        {
            var (id, length) = (BinaryPrimitives.ReadUInt16LittleEndian(extra), BinaryPrimitives.ReadUInt16LittleEndian(extra[2..]));
            if (length > extra.Length - 4)
            {
                return null;
            }

            var field = extra.Slice(4, length);
            if (id == LargeField && !(TryTake(ref field, ref size) && TryTake(ref field, ref packed) && TryTake(ref field, ref offset)))
            {
                return null;
            }

            // A second name, for the readers that take it (4.6.9).
            if (id == UnicodePathField && (field.Length < 5 || !field[5..].SequenceEqual(Name)))
            {
                return null;
            }

            extra = extra[(4 + length)..];
        }

        return this with { Size = size, Packed = packed, Offset = offset };
    }

    private static bool TryTake(ref ReadOnlySpan<byte> field, ref ulong value)
    {
        if (value != uint.MaxValue)
        {
            return true;
        }

        if (field.Length < sizeof(ulong))
        {
            return false;
        }

        value = BinaryPrimitives.ReadUInt64LittleEndian(field);
        field = field[sizeof(ulong)..];
        return true;
    }
}

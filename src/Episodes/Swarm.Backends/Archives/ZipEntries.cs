using System.Buffers.Binary;
using System.Text;

namespace Swarm.Backends.Archives;

/// <summary>
/// Holds each entry's own header to the directory, and all entries apart from one another: readers that go by the one and readers that
/// go by the other must see the same files, and no byte counts twice.
/// </summary>
internal static class ZipEntries
{
    private const int Encrypted = 1 << 0;
    private const int HasDescriptor = 1 << 3;
    private const int HasMaskedHeader = 1 << 13;
    private const uint DescriptorSignature = 0x08074b50;
    private const int MostQuoted = 200;

    /// <summary>Says what is wrong with the entries, or null.</summary>
    /// <param name="stream">The archive.</param>
    /// <param name="directory">Where the directory begins.</param>
    /// <param name="size">Its bytes, which its reader bounds.</param>
    /// <param name="count">How many entries it has.</param>
    public static string? FindFault(Stream stream, long directory, int size, int count)
    {
        var bytes = new byte[size];
        stream.Position = directory;
        stream.ReadExactly(bytes);
        ReadOnlySpan<byte> rest = bytes;
        var places = new List<(ulong Begin, ulong End)>(count);
        for (; count > 0; count--)
        {
            if (ZipEntry.ReadDirectory(rest) is not { } entry)
            {
                return "its directory is damaged";
            }

            rest = rest[entry.Length..];
            if (FindFault(stream, (ulong)directory, entry, out var end) is { } fault)
            {
                var name = Encoding.UTF8.GetString(entry.Name);
                return $"its entry '{(name.Length <= MostQuoted ? name : name[..MostQuoted] + "…")}' {fault}";
            }

            places.Add((entry.Offset, end));
        }

        places.Sort();
        return !rest.IsEmpty ? "its directory is damaged"
            : places.Zip(places.Skip(1)).Any(pair => pair.First.End > pair.Second.Begin) ? "two of its entries share bytes"
            : null;
    }

    private static string? FindFault(Stream stream, ulong directory, ZipEntry entry, out ulong end)
    {
        end = 0;
        if ((entry.Flags & (Encrypted | HasMaskedHeader)) != 0)
        {
            return "is encrypted";
        }

        if (entry.Offset >= directory || ReadAt(stream, entry.Offset, ZipEntry.HeaderSize + (2 * ushort.MaxValue)) is var bytes && ZipEntry.ReadHeader(bytes) is not { } header)
        {
            return "has no header of its own, or a damaged one";
        }

        var room = directory - entry.Offset;
        if (entry.Packed > room || (ulong)header.Length > room - entry.Packed)
        {
            return "reaches into the directory";
        }

        end = entry.Offset + (ulong)header.Length + entry.Packed;
        var isStream = (entry.Flags & HasDescriptor) != 0;
        var isSame = header.Name.AsSpan().SequenceEqual(entry.Name) && header.Flags == entry.Flags && header.Method == entry.Method
            && (header with { Name = entry.Name, Offset = entry.Offset, Length = entry.Length } == entry
                || (isStream && header is { Checksum: 0, Packed: 0, Size: 0 }));
        if (!isSame)
        {
            return "has a header of its own that says something else than the directory";
        }

        if (isStream)
        {
            var length = FindDescriptor(ReadAt(stream, end, sizeof(uint) + sizeof(uint) + (2 * sizeof(ulong))), entry);
            end += (ulong)length;
            return length == 0 || end > directory ? "is followed by sizes that are not the directory's" : null;
        }

        return null;
    }

    // Checksum and sizes behind the content (4.3.9): with or without a signature, sizes of 4 or of 8 bytes.
    private static int FindDescriptor(ReadOnlySpan<byte> bytes, ZipEntry entry)
    {
        Span<byte> expected = stackalloc byte[24];
        BinaryPrimitives.WriteUInt32LittleEndian(expected, DescriptorSignature);
        BinaryPrimitives.WriteUInt32LittleEndian(expected[4..], entry.Checksum);
        BinaryPrimitives.WriteUInt64LittleEndian(expected[8..], entry.Packed);
        BinaryPrimitives.WriteUInt64LittleEndian(expected[16..], entry.Size);
        if (bytes.StartsWith(expected))
        {
            return expected.Length;
        }

        if (bytes.StartsWith(expected[4..]))
        {
            return expected.Length - 4;
        }

        BinaryPrimitives.WriteUInt32LittleEndian(expected[12..], (uint)entry.Size);
        var isSmall = entry.Packed <= uint.MaxValue && entry.Size <= uint.MaxValue;
        return isSmall && bytes.StartsWith(expected[..16]) ? 16
            : isSmall && bytes.StartsWith(expected[4..16]) ? 12
            : 0;
    }

    private static byte[] ReadAt(Stream stream, ulong offset, int most)
    {
        var bytes = new byte[(int)Math.Min((ulong)most, (ulong)stream.Length - Math.Min(offset, (ulong)stream.Length))];
        stream.Position = (long)offset;
        stream.ReadExactly(bytes);
        return bytes;
    }
}

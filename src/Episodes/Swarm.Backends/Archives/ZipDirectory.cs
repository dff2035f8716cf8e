using System.Buffers.Binary;

namespace Swarm.Backends.Archives;

/// <summary>
/// Reads where a zip's central directory is and how much it holds (APPNOTE 4.3.16, 4.3.14), before anything is made of
/// its entries: an archive of millions of empty names would otherwise fill the memory.
/// </summary>
internal static class ZipDirectory
{
    private const uint EndSignature = 0x06054b50;
    private const uint LocatorSignature = 0x07064b50;
    private const uint LargeEndSignature = 0x06064b50;
    private const int EndSize = 22;
    private const int LocatorSize = 20;
    private const int LargeEndSize = 56;
    private const int MostBytesAnEntry = 2048;

    /// <summary>Says why an archive is refused by its directory, and by its entries' own headers.</summary>
    /// <param name="stream">The archive.</param>
    /// <param name="mostEntries">The most entries.</param>
    /// <returns>The reason, or null.</returns>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static string? Refuse(Stream stream, int mostEntries)
    {
        if (FindEnd(stream) is not { } end)
        {
            return "it is no zip, or was cut short";
        }

        Span<byte> record = stackalloc byte[EndSize];
        Read(stream, end, record);
        ulong entries = BinaryPrimitives.ReadUInt16LittleEndian(record[10..]);
        ulong size = BinaryPrimitives.ReadUInt32LittleEndian(record[12..]);
        ulong offset = BinaryPrimitives.ReadUInt32LittleEndian(record[16..]);
        var directoryEnd = (ulong)end;
        if (entries == ushort.MaxValue || size == uint.MaxValue || offset == uint.MaxValue)
        {
            if (ReadLarge(stream, end) is not { } large)
            {
                return "its directory is damaged";
            }

            (entries, size, offset, directoryEnd) = large;
        }

        if (entries > (ulong)mostEntries || size > (ulong)mostEntries * MostBytesAnEntry)
        {
            return $"it has more than {mostEntries} entries, or names that are too long";
        }

        return offset <= directoryEnd && size == directoryEnd - offset
            ? ZipEntries.FindFault(stream, (long)offset, (int)size, (int)entries)
            : "its directory is damaged, or something stands between it and its end";
    }

    private static long? FindEnd(Stream stream)
    {
        var length = (int)Math.Min(stream.Length, EndSize + ushort.MaxValue);
        var tail = new byte[length];
        Read(stream, stream.Length - length, tail);
        for (var at = length - EndSize; at >= 0; at--)
        {
            // Its comment must reach exactly to the end, so that no second end can hide in it.
            if (BinaryPrimitives.ReadUInt32LittleEndian(tail.AsSpan(at)) == EndSignature)
            {
                return BinaryPrimitives.ReadUInt16LittleEndian(tail.AsSpan(at + 20)) == length - at - EndSize ? stream.Length - length + at : null;
            }
        }

        return null;
    }

    private static (ulong Entries, ulong Size, ulong Offset, ulong End)? ReadLarge(Stream stream, long end)
    {
        if (end < LocatorSize + LargeEndSize)
        {
            return null;
        }

        Span<byte> locator = stackalloc byte[LocatorSize];
        Read(stream, end - LocatorSize, locator);
        var at = BinaryPrimitives.ReadUInt64LittleEndian(locator[8..]);
        if (BinaryPrimitives.ReadUInt32LittleEndian(locator) != LocatorSignature || at != (ulong)(end - LocatorSize - LargeEndSize))
        {
            return null;
        }

        Span<byte> record = stackalloc byte[LargeEndSize];
        Read(stream, (long)at, record);
        return BinaryPrimitives.ReadUInt32LittleEndian(record) == LargeEndSignature
            ? (BinaryPrimitives.ReadUInt64LittleEndian(record[32..]), BinaryPrimitives.ReadUInt64LittleEndian(record[40..]), BinaryPrimitives.ReadUInt64LittleEndian(record[48..]), at)
            : null;
    }

    private static void Read(Stream stream, long offset, Span<byte> buffer)
    {
        stream.Position = offset;
        stream.ReadExactly(buffer);
    }
}

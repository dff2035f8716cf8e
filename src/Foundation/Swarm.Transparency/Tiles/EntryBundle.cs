using System.Buffers.Binary;
using Swarm.Core.Errors;
using Swarm.Transparency.Errors;

namespace Swarm.Transparency.Tiles;

/// <summary>A bundle of a log's entries: each behind its length in 16 bits.</summary>
public static class EntryBundle
{
    /// <summary>The most bytes of an entry.</summary>
    public const int MaxEntryBytes = ushort.MaxValue;

    /// <summary>Makes a bundle.</summary>
    /// <param name="entries">The entries, 1 to 256.</param>
    /// <exception cref="SwarmException">There are none, too many, or one is too long (<c>TRANSPARENCY_INVALID</c>).</exception>
    public static byte[] Create(IReadOnlyList<ReadOnlyMemory<byte>> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        if (entries.Count is 0 or > TileAddress.FullWidth)
        {
            throw Refusal.Invalid($"A bundle has 1 to {TileAddress.FullWidth} entries, and not {entries.Count}.");
        }

        if (entries.FirstOrDefault(entry => entry.Length > MaxEntryBytes) is { Length: > 0 and var length })
        {
            throw Refusal.Invalid($"An entry has {length} bytes, and at most {MaxEntryBytes} fit into a bundle.");
        }

        var bundle = new byte[entries.Sum(entry => sizeof(ushort) + entry.Length)];
        var rest = bundle.AsSpan();
        foreach (var entry in entries)
        {
            BinaryPrimitives.WriteUInt16BigEndian(rest, (ushort)entry.Length);
            entry.Span.CopyTo(rest[sizeof(ushort)..]);
            rest = rest[(sizeof(ushort) + entry.Length)..];
        }

        return bundle;
    }

    /// <summary>Reads a bundle.</summary>
    /// <param name="bundle">Its bytes.</param>
    /// <param name="width">How many entries it has to have.</param>
    /// <returns>The entries, as parts of the bytes.</returns>
    /// <exception cref="SwarmException">It is cut short, or has more or fewer entries (<c>TRANSPARENCY_INVALID</c>).</exception>
    public static IReadOnlyList<ReadOnlyMemory<byte>> Read(ReadOnlyMemory<byte> bundle, int width)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, TileAddress.FullWidth);
        var entries = new List<ReadOnlyMemory<byte>>(width);
        while (entries.Count < width)
        {
            if (bundle.Length < sizeof(ushort)
                || BinaryPrimitives.ReadUInt16BigEndian(bundle.Span) is var length && bundle.Length < sizeof(ushort) + length)
            {
                throw Refusal.Invalid($"The bundle ends within its entry {entries.Count + 1} of {width}: fetch it again.");
            }

            entries.Add(bundle.Slice(sizeof(ushort), length));
            bundle = bundle[(sizeof(ushort) + length)..];
        }

        return bundle.IsEmpty ? entries : throw Refusal.Invalid($"The bundle goes on after its {width} entries: fetch it again.");
    }
}

using Swarm.Core.Digests;
using Swarm.Core.Errors;
using Swarm.Storage.Packs;

namespace Swarm.Storage.Maintenance;

/// <summary>The records of one pack, as far as they can be found.</summary>
/// <param name="Name">The pack.</param>
/// <param name="Size">Its bytes.</param>
/// <param name="Records">Its records.</param>
internal sealed record PackIndex(string Name, long Size, IReadOnlyList<(RecordHeader Header, RecordLocation Location)> Records)
{
    /// <summary>Reads a pack; where it is damaged, with the help of places that were known before.</summary>
    public static PackIndex Read(PackReader packs, string name, IEnumerable<(Digest Id, RecordLocation Location)> known)
    {
        var path = packs.PathOf(name);
        var records = new List<(RecordHeader, RecordLocation)>();
        try
        {
            records.AddRange(PackWalker.Walk(path, withBodies: false).Select(record => (record.Header, record.Location)));
        }
        catch (SwarmException)
        {
            var found = records.Select(record => record.Item2.Offset).ToHashSet();
            records.AddRange(known.Where(place => !found.Contains(place.Location.Offset))
                .Select(place => TryRead(packs, place)).OfType<(RecordHeader, RecordLocation)>());
        }

        return new PackIndex(name, new FileInfo(path).Length, records);
    }

    private static (RecordHeader, RecordLocation)? TryRead(PackReader packs, (Digest Id, RecordLocation Location) place)
    {
        try
        {
            Span<byte> bytes = stackalloc byte[RecordHeader.Size];
            packs.Read(place.Location.Pack, place.Location.Offset, bytes);
            return RecordHeader.TryRead(bytes, out var header) && header.Id == place.Id && RecordHeader.Size + header.SealedLength == place.Location.Length
                ? (header, place.Location)
                : null;
        }
        catch (Exception exception) when (exception is SwarmException or IOException or ArgumentException)
        {
            return null;
        }
    }
}

using Swarm.Core.Digests;
using Swarm.Storage.Packs;
using Swarm.Storage.Stores;

namespace Swarm.Storage.Maintenance;

/// <summary>What of a pack is needed.</summary>
/// <param name="Name">The pack.</param>
/// <param name="Size">Its bytes.</param>
/// <param name="NeededBytes">The bytes of the records that nodes need.</param>
/// <param name="UnneededRecords">The number of the others.</param>
internal sealed record PackUse(string Name, long Size, long NeededBytes, long UnneededRecords)
{
    private const int WasteThatPays = 3;

    /// <summary>Whether nothing in it is needed.</summary>
    public bool IsUnneeded => NeededBytes == 0;

    /// <summary>Whether more than a third of it is waste.</summary>
    public bool IsMostlyWaste => !IsUnneeded && (Size - PackFormat.HeaderSize - PackFormat.FooterSize - NeededBytes) * WasteThatPays > Size;

    /// <summary>Counts the use of every pack.</summary>
    public static IReadOnlyList<PackUse> Count(Store store, IReadOnlyDictionary<Digest, NeededRecord> needed)
    {
        var bytes = new Dictionary<long, (long Needed, long Unneeded)>();
        _ = store.Catalog.Read("SELECT id, pack_id, length FROM record", row =>
        {
            var (neededBytes, unneeded) = bytes.GetValueOrDefault(row.GetInt64(1));
            var isNeeded = needed.ContainsKey(new Digest(row.GetFieldValue<byte[]>(0)));
            bytes[row.GetInt64(1)] = isNeeded ? (neededBytes + row.GetInt64(2), unneeded) : (neededBytes, unneeded + 1);
            return isNeeded;
        });
        return store.Catalog.Read("SELECT pack_id, name, size FROM pack ORDER BY pack_id", row =>
        {
            var (neededBytes, unneeded) = bytes.GetValueOrDefault(row.GetInt64(0));
            return new PackUse(row.GetString(1), row.GetInt64(2), neededBytes, unneeded);
        });
    }
}

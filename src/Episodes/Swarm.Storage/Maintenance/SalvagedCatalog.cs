using Swarm.Core.Digests;
using Swarm.Core.Errors;
using Swarm.Storage.Catalogs;
using Swarm.Storage.Nodes;
using Swarm.Storage.Packs;
using Swarm.Storage.Runs;

namespace Swarm.Storage.Maintenance;

/// <summary>What can still be read of a catalog that is about to be replaced. Nothing of it is believed unseen.</summary>
/// <param name="Nodes">The nodes, by their ids.</param>
/// <param name="Runs">The runs, in order; those without a node stand nowhere else.</param>
/// <param name="Heads">The envelopes of the head log.</param>
/// <param name="Places">Where records stood, by pack; they help where a pack is damaged in its middle.</param>
internal sealed record SalvagedCatalog(
    IReadOnlyDictionary<string, NodeRecord> Nodes, IReadOnlyList<RunRecord> Runs, IReadOnlyList<byte[]> Heads, ILookup<string, (Digest Id, RecordLocation Location)> Places)
{
    public static SalvagedCatalog Read(string path)
    {
        Catalog? catalog = null;
        try
        {
            catalog = Catalog.Open(path);
        }
        catch (SwarmException exception) when (exception.ErrorCode != ErrorCode.StoreVersionUnsupported)
        {
            // It is gone or no database any more.
        }

        using (catalog)
        {
            return new SalvagedCatalog(
                TryRead(() => catalog?.Read($"SELECT {RowReader.NodeColumns} FROM node", RowReader.ReadNode))
                    .DistinctBy(node => node.NodeId, StringComparer.Ordinal).ToDictionary(node => node.NodeId, StringComparer.Ordinal),
                TryRead(() => catalog?.Read($"SELECT {RowReader.RunColumns} FROM run ORDER BY sequence", RowReader.ReadRun)),
                TryRead(() => catalog?.Read("SELECT envelope FROM head ORDER BY sequence", row => row.GetFieldValue<byte[]>(0))),
                TryRead(() => catalog?.Read(
                    "SELECT r.id, p.name, r.offset, r.length FROM record r JOIN pack p USING(pack_id)",
                    row => (Id: new Digest(row.GetFieldValue<byte[]>(0)), Location: new RecordLocation(row.GetString(1), row.GetInt64(2), row.GetInt32(3)))))
                    .ToLookup(place => place.Location.Pack, StringComparer.Ordinal));
        }
    }

    private static IReadOnlyList<T> TryRead<T>(Func<List<T>?> read)
    {
        try
        {
            return read() ?? [];
        }
        catch (Exception exception) when (exception is SwarmException or ArgumentException or InvalidCastException or InvalidOperationException or OverflowException)
        {
            return [];
        }
    }
}

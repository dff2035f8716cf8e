using System.Buffers;
using System.Collections.Concurrent;
using Swarm.Core.Concurrency;
using Swarm.Core.Digests;
using Swarm.Core.Errors;
using Swarm.Storage.Chunks;
using Swarm.Storage.Packs;
using Swarm.Storage.Stores;

namespace Swarm.Storage.Maintenance;

/// <summary>Reads every pack from its first byte to its last, on all cores, and opens each record that a node needs.</summary>
internal sealed class PackVerification
{
    private readonly Store _store;
    private readonly IReadOnlyDictionary<Digest, NeededRecord> _needed;
    private readonly ConcurrentDictionary<Digest, RecordLocation> _sound = new();
    private readonly ConcurrentBag<StoreProblem> _problems = [];
    private readonly ConcurrentBag<string> _damagedPacks = [];
    private long _records;
    private long _unneeded;
    private long _bytes;

    private PackVerification(Store store, IReadOnlyDictionary<Digest, NeededRecord> needed) => (_store, _needed) = (store, needed);

    /// <summary>Where a sound copy of each needed record stands; the catalog's place where that one is sound.</summary>
    public IReadOnlyDictionary<Digest, RecordLocation> Sound => _sound;

    /// <summary>The packs whose frame is damaged.</summary>
    public IReadOnlyCollection<string> DamagedPacks => _damagedPacks;

    public IEnumerable<StoreProblem> Problems => _problems.OrderBy(problem => problem.Subject, StringComparer.Ordinal);

    public long Records => _records;

    public long UnneededRecords => _unneeded;

    public long Bytes => _bytes;

    public static PackVerification Run(
        Store store, IReadOnlyDictionary<Digest, NeededRecord> needed, IProgress<MaintenanceProgress>? progress, CancellationToken cancellationToken)
    {
        var verification = new PackVerification(store, needed);
        var files = store.Catalog.Read("SELECT name, size FROM pack ORDER BY size DESC", row => (Name: row.GetString(0), Size: row.GetInt64(1)));
        var total = files.Sum(file => file.Size);
        AllCores.ForEach(files, file => verification.Verify(file.Name, file.Size, total, progress, cancellationToken), cancellationToken);
        foreach (var (id, record) in needed)
        {
            verification.VerifyFound(id, record);
        }

        return verification;
    }

    /// <summary>A node reads a record where the catalog says that it is: a sound one that stands elsewhere is found by a repair alone.</summary>
    private void VerifyFound(in Digest id, in NeededRecord record)
    {
        var name = $"Record {id.ToHex()[..12]} for '{record.Path}'";
        if (!_sound.TryGetValue(id, out var place))
        {
            _problems.Add(new StoreProblem(StoreProblemKind.Record, record.NodeId, $"{name} is missing or damaged."));
        }
        else if (_store.Catalog.Find(id) != place)
        {
            _problems.Add(new StoreProblem(StoreProblemKind.Catalog, record.NodeId, $"{name} is at byte {place.Offset} of pack {place.Pack}, and the catalog does not say so."));
        }
    }

    private void Verify(string pack, long size, long total, IProgress<MaintenanceProgress>? progress, CancellationToken cancellationToken)
    {
        var (records, reported) = (0L, 0L);
        var catalogued = new HashSet<long>();
        try
        {
            var path = _store.Packs.PathOf(pack);
            foreach (var record in PackWalker.Walk(path, withBodies: true))
            {
                cancellationToken.ThrowIfCancellationRequested();
                records++;
                if (Verify(record))
                {
                    catalogued.Add(record.Location.Offset);
                }

                reported += record.Location.Length;
                if (reported >= 4 << 20)
                {
                    Report(progress, reported, total);
                    reported = 0;
                }
            }

            if (new FileInfo(path).Length != size)
            {
                _problems.Add(new StoreProblem(StoreProblemKind.Catalog, pack, "The catalog has another size for it."));
            }
        }
        catch (Exception exception) when (exception is SwarmException or IOException or UnauthorizedAccessException)
        {
            _damagedPacks.Add(pack);
            _problems.Add(new StoreProblem(StoreProblemKind.Pack, pack, exception.Message));
            VerifyPlaced(pack, catalogued);
            return;
        }
        finally
        {
            Interlocked.Add(ref _records, records);
            Report(progress, reported, total);
        }

        var expected = _store.Catalog.Read(
            "SELECT count(*) FROM record JOIN pack USING(pack_id) WHERE name = $name", row => row.GetInt64(0), ("$name", pack))[0];
        if (expected != catalogued.Count)
        {
            _problems.Add(new StoreProblem(StoreProblemKind.Catalog, pack, $"The catalog places {expected} records in it, and {catalogued.Count} stand there."));
        }
    }

    /// <summary>
    /// A damaged frame is no damage to the records behind it, and may have ended before it showed: those that the catalog places in the pack and that
    /// were not met are looked at one by one.
    /// </summary>
    private void VerifyPlaced(string pack, HashSet<long> met)
    {
        var places = _store.Catalog.Read(
            "SELECT r.offset, r.length FROM record r JOIN pack p USING(pack_id) WHERE p.name = $name",
            row => new RecordLocation(pack, row.GetInt64(0), row.GetInt32(1)), ("$name", pack));
        foreach (var place in places.Where(place => !met.Contains(place.Offset) && place.Length is > RecordHeader.Size and <= RecordHeader.MostBytes))
        {
            var record = new byte[place.Length];
            try
            {
                _store.Packs.Read(pack, place.Offset, record);
            }
            catch (Exception exception) when (exception is SwarmException or IOException or UnauthorizedAccessException)
            {
                continue;
            }

            if (RecordHeader.TryRead(record, out var header) && RecordHeader.Size + header.SealedLength == place.Length)
            {
                Verify(new PackedRecord(header, place, record));
            }
        }
    }

    private void Report(IProgress<MaintenanceProgress>? progress, long bytes, long total)
    {
        var done = Interlocked.Add(ref _bytes, bytes);
        progress?.Report(new MaintenanceProgress(done, total));
    }

    /// <returns>Whether the catalog has the record at this place.</returns>
    private bool Verify(in PackedRecord record)
    {
        var isCatalogued = _store.Catalog.Find(record.Header.Id) == record.Location;
        if (!_needed.TryGetValue(record.Header.Id, out var needed))
        {
            Interlocked.Increment(ref _unneeded);
        }
        else if (Opens(record.Bytes.Span, record.Header, needed))
        {
            _ = isCatalogued ? _sound[record.Header.Id] = record.Location : _sound.GetOrAdd(record.Header.Id, record.Location);
        }
        else if (isCatalogued)
        {
            _problems.Add(new StoreProblem(
                StoreProblemKind.Record,
                needed.NodeId,
                $"Record {record.Header.Id.ToHex()[..12]} for '{needed.Path}', at byte {record.Location.Offset} of pack {record.Location.Pack}, does not open to what it has to be."));
        }

        return isCatalogued;
    }

    /// <summary>Whether a record is what a node needs.</summary>
    public static bool Opens(ReadOnlySpan<byte> record, in RecordHeader header, in NeededRecord needed)
    {
        var length = needed.Kind == RecordKind.ManifestRoot ? header.PlainLength : needed.Chunk.Length;
        if (length < 0 || length > RecordHeader.MostPlainBytes)
        {
            return false;
        }

        var buffer = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            var plaintext = buffer.AsSpan(0, length);
            return RecordSealer.TryOpen(record, needed.Kind, needed.Chunk.Id, needed.Chunk.Key, plaintext)
                && (needed.Kind == RecordKind.ManifestRoot || Digest.Compute(plaintext) == needed.Chunk.Digest);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}

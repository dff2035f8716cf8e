using Swarm.Core.Digests;
using Swarm.Core.Errors;
using Swarm.Core.Files;
using Swarm.Core.Randomness;
using Swarm.Storage.Packs;
using Swarm.Storage.Stores;

namespace Swarm.Storage.Maintenance;

/// <summary>
/// Drops what no node needs. New packs are durable before the catalog names them, and old ones go after it has
/// forgotten them, so that an end at any moment loses nothing.
/// </summary>
public sealed class StoreOptimizer
{
    /// <summary>A repacked pack is finished beyond this size and the next one begun.</summary>
    private const long LargePack = 512L << 20;

    private readonly Store _store;
    private readonly RandomSource _random;
    private readonly IProgress<MaintenanceProgress>? _progress;
    private readonly CancellationToken _cancellationToken;

    private StoreOptimizer(Store store, RandomSource random, IProgress<MaintenanceProgress>? progress, CancellationToken cancellationToken) =>
        (_store, _random, _progress, _cancellationToken) = (store, random, progress, cancellationToken);

    /// <summary>Optimises a store, or only counts what that would drop.</summary>
    /// <param name="store">The store. Nobody else reads or writes it meanwhile.</param>
    /// <param name="dryRun">Whether only to count.</param>
    /// <param name="random">Where the names of new packs come from.</param>
    /// <param name="progress">Told how far it got; null for nobody.</param>
    /// <param name="cancellationToken">Ends it; what was dropped until then stays dropped.</param>
    /// <exception cref="SwarmException">The store is held, cannot be written, or is damaged, so that nothing may be dropped.</exception>
    public static StoreOptimizeResult Optimize(
        Store store, bool dryRun, RandomSource random, IProgress<MaintenanceProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(random);
        return new StoreOptimizer(store, random, progress, cancellationToken).Run(dryRun);
    }

    private StoreOptimizeResult Run(bool dryRun)
    {
        using var lease = _store.LeaseAlone("optimise the store");
        var survey = StoreSurvey.Run(_store, _cancellationToken);
        var packs = PackUse.Count(_store, survey.Needed);
        RequireSound(survey, packs);
        var dropped = packs.Where(pack => pack.IsUnneeded).ToArray();
        var repacked = packs.Where(pack => pack.IsMostlyWaste).ToArray();
        var leftovers = StoreLeftovers.Find(_store, isAlone: true);
        var leftoverBytes = leftovers.Sum(SizeOf);
        var bytesBefore = packs.Sum(pack => pack.Size);
        var kept = packs.Except(dropped).Except(repacked).Sum(pack => pack.Size);
        var rewritten = dryRun
            ? repacked.Sum(pack => pack.NeededBytes + PackFormat.HeaderSize + PackFormat.FooterSize)
            : Sweep(survey.Needed, dropped, repacked, leftovers);
        return new StoreOptimizeResult
        {
            IsDryRun = dryRun,
            BytesBefore = bytesBefore,
            BytesAfter = kept + rewritten,
            DroppedBytes = bytesBefore - kept - rewritten + leftoverBytes,
            DroppedPacks = dropped.Length + repacked.Length,
            RepackedPacks = repacked.Length,
            DroppedRecords = dropped.Concat(repacked).Sum(pack => pack.UnneededRecords),
            DroppedLeftovers = leftovers.Count,
        };
    }

    /// <summary>A damaged store is only ever mended: what looks unneeded may be what a repair needs.</summary>
    private void RequireSound(StoreSurvey survey, IReadOnlyList<PackUse> packs)
    {
        var problems = survey.IsComplete
            ? StoreChecker.AuditForRemoval(_store, _cancellationToken).Concat(FindMissing(survey, packs))
            : survey.Problems;
        if (problems.FirstOrDefault() is { } problem)
        {
            throw new SwarmException(
                ErrorCode.StoreDamaged,
                $"The store is damaged, and nothing is dropped from it: {problem.Subject}: {problem.Detail.TrimEnd('.')}. "
                    + "Run 'swarm store check', then 'swarm store repair'; nodes that it cannot mend can be removed.");
        }
    }

    private IEnumerable<StoreProblem> FindMissing(StoreSurvey survey, IReadOnlyList<PackUse> packs) =>
    [
        .. packs.Where(pack => !pack.IsUnneeded && (new FileInfo(_store.Packs.PathOf(pack.Name)) is not { Exists: true } file || file.Length != pack.Size))
            .Select(pack => new StoreProblem(StoreProblemKind.Pack, pack.Name, "The pack is missing or cut short.")),
        .. survey.Needed.Where(item => _store.Catalog.Find(item.Key) is null).Take(1)
            .Select(item => new StoreProblem(StoreProblemKind.Record, item.Value.NodeId, $"The catalog does not have a record of '{item.Value.Path}'.")),
    ];

    /// <summary>What gives room comes before what takes some, so that a full disk can be freed.</summary>
    /// <returns>The bytes of the new packs.</returns>
    private long Sweep(IReadOnlyDictionary<Digest, NeededRecord> needed, PackUse[] dropped, PackUse[] repacked, IReadOnlyList<string> leftovers)
    {
        Remove(leftovers);
        foreach (var pack in dropped)
        {
            Forget(pack.Name);
            Unlink([pack]);
        }

        var written = new List<PackWriter>();
        try
        {
            Repack(needed, repacked, written);
            Replace(repacked, written);
        }
        catch
        {
            written.ForEach(Withdraw);
            throw;
        }
        finally
        {
            written.ForEach(pack => pack.Dispose());
        }

        Unlink(repacked);
        _store.Reserve.Keep();
        return written.Sum(pack => pack.Length);
    }

    private void Unlink(IReadOnlyCollection<PackUse> packs)
    {
        foreach (var pack in packs)
        {
            _store.Packs.Forget(pack.Name);
        }

        Remove(packs.Select(pack => _store.Packs.PathOf(pack.Name)));
    }

    private void Forget(string pack)
    {
        try
        {
            _store.Reserve.Use(() => Drop([pack], []));
        }
        catch (SwarmException exception) when (DurableFile.IsDiskFull(exception))
        {
            // The journal of one large transaction finds no room, and those of small ones do.
            while (_store.Write("drop what no node needs", transaction => transaction.RemoveSomeRecords(pack)) > 0)
            {
            }

            Drop([pack], []);
        }
    }

    private void Replace(PackUse[] repacked, List<PackWriter> written)
    {
        if (repacked.Length > 0)
        {
            Drop([.. repacked.Select(pack => pack.Name)], written);
        }
    }

    private bool Drop(string[] packs, List<PackWriter> written) => _store.Write("drop what no node needs", transaction =>
    {
        transaction.RaiseGeneration();
        transaction.RemovePacks(packs);
        foreach (var pack in written)
        {
            transaction.AddPack(pack.Name, pack.Length, pack.Records);
        }

        return true;
    });

    // A transaction whose last flush failed may stand all the same, and then its packs are in use.
    private void Withdraw(PackWriter pack)
    {
        if (!_store.IsPackNamed(pack.Name))
        {
            pack.Withdraw();
        }
    }

    private void Repack(IReadOnlyDictionary<Digest, NeededRecord> needed, PackUse[] repacked, List<PackWriter> written)
    {
        var (done, total) = (0L, repacked.Sum(pack => pack.Size));
        var buffer = new byte[RecordHeader.MostBytes];
        foreach (var pack in repacked)
        {
            foreach (var (id, location) in Places(pack.Name).Where(place => needed.ContainsKey(place.Id)))
            {
                _cancellationToken.ThrowIfCancellationRequested();
                if (written.Count == 0 || written[^1].Length > LargePack)
                {
                    written.LastOrDefault()?.Finish();
                    written.Add(new PackWriter(_store.Layout.Packs, _random));
                }

                var record = location.Length <= buffer.Length ? buffer.AsSpan(0, location.Length) : throw PackReader.Damaged(pack.Name, "a record in it is too long");
                _store.Packs.Read(pack.Name, location.Offset, record);
                if (!RecordHeader.TryRead(record, out var header) || header.Id != id || RecordHeader.Size + header.SealedLength != record.Length)
                {
                    throw PackReader.Damaged(pack.Name, $"the record at byte {location.Offset} is not the one that the catalog names");
                }

                written[^1].Append(header, record[RecordHeader.Size..]);
            }

            done += pack.Size;
            _progress?.Report(new MaintenanceProgress(done, total));
        }

        written.LastOrDefault()?.Finish();
    }

    private List<(Digest Id, RecordLocation Location)> Places(string pack) => _store.Catalog.Read(
        "SELECT id, offset, length FROM record WHERE pack_id = (SELECT pack_id FROM pack WHERE name = $name) ORDER BY offset",
        row => (new Digest(row.GetFieldValue<byte[]>(0)), new RecordLocation(pack, row.GetInt64(1), row.GetInt32(2))),
        ("$name", pack));

    private static void Remove(IEnumerable<string> paths)
    {
        foreach (var path in paths)
        {
            try
            {
                if (Directory.Exists(path))
                {
                    TreeRemoval.Remove(path);
                }
                else
                {
                    File.Delete(path);
                }
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                throw DurableFile.Unwritable(path, exception);
            }
        }
    }

    private static long SizeOf(string path) => Directory.Exists(path)
        ? new DirectoryInfo(path).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length)
        : File.Exists(path) ? new FileInfo(path).Length : 0;
}

using System.Globalization;
using Swarm.Core.Contracts;
using Swarm.Core.Errors;
using Swarm.Core.Files;
using Swarm.Core.Time;
using Swarm.Storage.Catalogs;
using Swarm.Storage.Heads;
using Swarm.Storage.Locks;
using Swarm.Storage.Manifests;
using Swarm.Storage.Nodes;
using Swarm.Storage.Packs;
using Swarm.Storage.Runs;
using Swarm.Storage.Stores;

namespace Swarm.Storage.Maintenance;

/// <summary>
/// Rebuilds the catalog from the packs, the nodes' documents and the head log, takes what is missing from elsewhere, and
/// puts the new catalog in the place of the old, which is kept. Until then the store is as it was.
/// </summary>
public sealed class StoreRepairer
{
    private readonly StoreRepair _repair;
    private readonly StoreKeys _keys;
    private readonly StoreLayout _layout;
    private readonly List<string> _notes = [];
    private StoreDocument _document = null!;
    private IReadOnlyList<Store> _copies = [];
    private IReadOnlyList<RunRecord> _salvagedRuns = [];

    private StoreRepairer(StoreRepair repair, StoreKeys keys) => (_repair, _keys, _layout) = (repair, keys, new StoreLayout(Path.GetFullPath(repair.Root)));

    /// <summary>Repairs a store that nobody has open.</summary>
    /// <param name="repair">What to repair, and with what.</param>
    /// <param name="keys">The operator's keys, which this disposes.</param>
    /// <param name="progress">Told how far it got; null for nobody.</param>
    /// <param name="cancellationToken">Ends it; the store is as it was until it is done.</param>
    /// <returns>What was mended, and what is still wrong.</returns>
    /// <exception cref="SwarmException">There is no store, it is held, or it cannot be written.</exception>
    public static StoreRepairResult Repair(StoreRepair repair, StoreKeys keys, IProgress<MaintenanceProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(repair);
        ArgumentNullException.ThrowIfNull(keys);
        using (keys)
        {
            var layout = new StoreLayout(Path.GetFullPath(repair.Root));
            return new SpaceReserve(layout).Use(() => new StoreRepairer(repair, keys).Run(progress, cancellationToken));
        }
    }

    private StoreRepairResult Run(IProgress<MaintenanceProgress>? progress, CancellationToken cancellationToken)
    {
        RequireStore();
        foreach (var folder in new[] { _layout.Locks, _layout.Packs, _layout.Nodes })
        {
            DurableFile.CreateDirectory(folder);
        }

        StoreLock.Prove(_layout.Locks, Store.SweepLock);
        using var lease = StoreLock.Acquire(_layout.Locks, Store.SweepLock, exclusive: true, "repair the store", _repair.Patience);
        using var writing = StoreLock.Acquire(_layout.Locks, Store.WriteLock, exclusive: true, "repair the store", _repair.Patience);
        var temporary = $"{_layout.Catalog}.{Guid.NewGuid():N}{PackFormat.TemporaryExtension}";
        try
        {
            var history = Rebuild(temporary);
            var (result, retired) = Mend(temporary, history, progress, cancellationToken);
            var backup = Swap(temporary);
            foreach (var pack in retired)
            {
                var path = Path.Combine(_layout.Packs, pack + PackFormat.Extension);
                File.Move(path, path + StoreLeftovers.DamagedExtension, overwrite: true);
            }

            return result with { CatalogBackup = backup };
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw DurableFile.Unwritable(_layout.Folder, exception);
        }
        finally
        {
            File.Delete(temporary);
            File.Delete(temporary + SqliteAccess.JournalEnding);
        }
    }

    private void RequireStore()
    {
        var presence = _layout.Look();
        if (presence is StorePresence.None or StorePresence.Unreadable)
        {
            throw presence == StorePresence.None
                ? new SwarmException(ErrorCode.StoreNotFound, $"There is no store under '{_layout.Root}', nor anything left of one: name its folder with --root.")
                : Store.Unreadable(_layout.Root);
        }
    }

    /// <summary>Writes a new catalog beside the old.</summary>
    private HeadHistory Rebuild(string temporary)
    {
        var salvaged = SalvagedCatalog.Read(_layout.Catalog);
        var lines = HeadLog.ReadLines(_layout.Heads);
        _document = new DescriptionRecovery(_layout, _keys, _repair, _notes.Add)
            .Recover(HeadHistory.Recover(lines, salvaged.Heads, storeId: null, _keys.Public.VerificationKey, _ => { }));
        _copies = [.. _repair.Stores.Where(store => string.Equals(store.Document.StoreId, _document.StoreId, StringComparison.Ordinal))];
        _salvagedRuns = salvaged.Runs;
        IReadOnlyList<byte[]> rows = [.. salvaged.Heads, .. _copies.SelectMany(copy => HeadLog.ReadLines(copy.Layout.Heads))];
        var history = HeadHistory.Recover(lines, rows, _document.StoreId, _keys.Public.VerificationKey, _notes.Add);
        DocumentMender.RestoreFolders(_layout, history.Entries.Select(entry => entry.NodeId), _copies, _notes.Add);
        using var reader = new PackReader(_layout.Packs);
        PackIndex[] packs = [.. reader.Names.Order(StringComparer.Ordinal).Select(name => PackIndex.Read(reader, name, salvaged.Places[name]))];
        var records = packs.SelectMany(pack => pack.Records.Select(record => record.Header.Id)).ToHashSet();
        var recovery = new NodeRecovery(_layout, history.Entries, salvaged.Nodes, stateId => records.Contains(ManifestWriter.RootId(stateId)), _notes.Add);
        var nodes = recovery.Run();
        Catalog.Create(temporary);
        using var catalog = Catalog.Open(temporary);
        catalog.Write(transaction =>
        {
            foreach (var pack in packs)
            {
                transaction.AddPack(pack.Name, pack.Size, pack.Records);
            }

            WriteHistory(transaction, history, nodes, recovery.Adopted);
            transaction.ReplaceRuns(_salvagedRuns);
            return true;
        });
        return history;
    }

    private void WriteHistory(CatalogTransaction transaction, HeadHistory history, IReadOnlyList<NodeRecord> nodes, IReadOnlyList<NodeRecord> adopted)
    {
        foreach (var (envelope, entry) in history.Envelopes.Zip(history.Entries))
        {
            HeadLog.Put(transaction, entry.Sequence, envelope);
        }

        foreach (var node in nodes)
        {
            transaction.AddNode(node);
        }

        foreach (var node in adopted)
        {
            HeadLog.Append(
                transaction, _document.StoreId, node.Operation, node, RecordedClock.Format(_repair.Clock.Now), _keys.Signing, DocumentMender.DigestsOf(_layout, node.NodeId));
        }
    }

    private (StoreRepairResult Result, IReadOnlyCollection<string> Retired) Mend(
        string temporary, HeadHistory history, IProgress<MaintenanceProgress>? progress, CancellationToken cancellationToken)
    {
        using var store = Store.OpenRebuilt(_layout, _document, _keys, _repair.Clock, temporary);
        WriteDescription();
        new DocumentMender(store, _repair, _copies, _notes.Add).Run(history.Entries, cancellationToken);

        // The documents tell of their runs only once they are mended.
        var runs = RunRecovery.Recover(_layout, store.ListNodes(), _salvagedRuns);
        store.Catalog.Write(transaction => transaction.ReplaceRuns(runs));
        var mender = new StoreMender(store, _repair, progress, _notes.Add, cancellationToken);
        mender.Run();
        if (!history.IsCopyWhole)
        {
            PutAside(_layout.Heads);
        }

        store.Heads.Mirror();
        var check = StoreChecker.CheckHeld(store, progress, cancellationToken);
        var nodes = store.ListNodes();
        return (new StoreRepairResult
        {
            Nodes = nodes.Count,
            Forks = nodes.Count(node => string.Equals(node.Operation, Operations.Fork, StringComparison.Ordinal)),
            Runs = store.ListRuns().Count,
            Packs = check.Packs,
            Records = check.Records,
            MendedRecords = mender.MendedRecords,
            CatalogBackup = null,
            Notes = _notes,
            Missing = check.Problems,
        }, mender.Retired);
    }

    private void WriteDescription()
    {
        Write(_layout.Document, SignedDescription.Serialize(_document));
        Write(_layout.SignedDocument, SignedDescription.Sign(_document, _keys.Signing));

        static void Write(string path, byte[] content)
        {
            if (!File.Exists(path) || !File.ReadAllBytes(path).AsSpan().SequenceEqual(content))
            {
                DurableFile.Write(path, content);
            }
        }
    }

    /// <summary>
    /// Puts the new catalog in the place of the old one, which gets a second name first, so that there is one at every moment. Only a journal that
    /// SQLite could not take in, of a catalog that is no good, goes aside with it before: beside the new one it would be rolled into that.
    /// </summary>
    private string? Swap(string temporary)
    {
        var journal = _layout.Catalog + SqliteAccess.JournalEnding;
        string? backup = null;
        if (new FileInfo(journal) is { Exists: true, Length: > 0 })
        {
            backup = PutAside(_layout.Catalog);
            PutAside(journal);
        }

        if (File.Exists(_layout.Catalog))
        {
            backup = FindFree(_layout.Catalog);
            File.Replace(temporary, _layout.Catalog, backup);
        }
        else
        {
            File.Move(temporary, _layout.Catalog);
        }

        DirectoryFlush.Flush(_layout.Folder);
        return backup;
    }

    private string? PutAside(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        var free = FindFree(path);
        File.Move(path, free);
        return free;
    }

    private string FindFree(string path)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"{path}{StoreLeftovers.BackupMark}{_repair.Clock.Now.UtcDateTime:yyyyMMdd'T'HHmmss'Z'}");
        return Enumerable.Range(2, 10_000).Select(number => $"{name}-{number}").Prepend(name).First(candidate => !File.Exists(candidate));
    }
}

using System.Security.Cryptography;
using System.Text;
using Swarm.Core.Contracts;
using Swarm.Core.Errors;
using Swarm.Core.Files;
using Swarm.Core.Identifiers;
using Swarm.Core.Json;
using Swarm.Core.Randomness;
using Swarm.Core.Time;
using Swarm.Cryptography.Age;
using Swarm.Cryptography.Capabilities;
using Swarm.Cryptography.Ratchet;
using Swarm.Storage.Catalogs;
using Swarm.Storage.Chunks;
using Swarm.Storage.Heads;
using Swarm.Storage.Locks;
using Swarm.Storage.Manifests;
using Swarm.Storage.Nodes;
using Swarm.Storage.Packs;
using Swarm.Storage.Runs;
using Swarm.Storage.Snapshots;

namespace Swarm.Storage.Stores;

/// <summary>An open store. It may be used from many threads, and by many processes at once.</summary>
public sealed class Store : IDisposable
{
    /// <summary>The version of the format that this code writes and reads.</summary>
    public const int FormatVersion = 1;

    internal const string SweepLock = "sweep";
    internal const string WriteLock = "write";

    private readonly PackReader _packs;
    private readonly TimeSpan _patience;
    private readonly RecordedClock _clock;
    private readonly Lazy<ChunkKeys> _chunkKeys;

    private Store(StoreLayout layout, StoreDocument document, StoreKeys keys, RecordedClock clock, TimeSpan patience, string? catalog = null)
    {
        (Layout, Document, Keys, _clock, _patience) = (layout, document, keys, clock, patience);
        Catalog = Catalog.Open(catalog ?? layout.Catalog);
        Heads = new HeadLog(Catalog, layout.Heads);
        _packs = new PackReader(layout.Packs);
        _chunkKeys = new Lazy<ChunkKeys>(OpenSecret);
        Chunks = new ChunkReader(_packs, Catalog.Find);
    }

    /// <summary>Where things lie.</summary>
    public StoreLayout Layout { get; }

    /// <summary>The store's description.</summary>
    public StoreDocument Document { get; }

    /// <summary>The operator's keys.</summary>
    public StoreKeys Keys { get; }

    /// <summary>The signed log of branch tips.</summary>
    public HeadLog Heads { get; }

    internal Catalog Catalog { get; }

    internal ChunkReader Chunks { get; }

    internal PackReader Packs => _packs;

    internal ChunkKeys ChunkKeys => _chunkKeys.Value;

    /// <summary>Makes a store, whole or not at all.</summary>
    /// <param name="root">The folder that will hold <c>.swarm</c>.</param>
    /// <param name="keys">The operator's keys.</param>
    /// <param name="random">Where the store's id and secret come from.</param>
    /// <param name="clock">The clock of recorded times.</param>
    /// <exception cref="SwarmException">The folder cannot be written, or a store is there (<c>PATH_INVALID</c>).</exception>
    public static void Create(string root, StoreKeys keys, RandomSource random, RecordedClock clock)
    {
        ArgumentNullException.ThrowIfNull(keys);
        ArgumentNullException.ThrowIfNull(random);
        ArgumentNullException.ThrowIfNull(clock);
        var layout = new StoreLayout(Path.GetFullPath(root));
        DurableFile.CreateDirectory(layout.Folder);
        DurableFile.CreateDirectory(layout.Locks);
        using var writing = StoreLock.Acquire(layout.Locks, WriteLock, exclusive: true, "create the store", TimeSpan.FromSeconds(30));
        if (layout.Exists)
        {
            throw new SwarmException(ErrorCode.PathInvalid, $"There is a store under '{layout.Root}' already: use it, or choose another folder with --root.");
        }

        DurableFile.CreateDirectory(layout.Packs);
        DurableFile.CreateDirectory(layout.Nodes);
        File.Delete(layout.Catalog);
        Catalog.Create(layout.Catalog);
        var secret = random.GetBytes(32);
        var document = new StoreDocument
        {
            FormatVersion = FormatVersion,
            StoreId = Identifier.Create("store-", random),
            Recipient = keys.Public.Recipient.ToString(),
            SealedSecret = SealArmored(secret, keys.Public.Recipient, random),
            CreatedAt = RecordedClock.Format(clock.Now),
        };
        CryptographicOperations.ZeroMemory(secret);

        // The description comes last: without it there is no store.
        DurableFile.Write(layout.Document, CanonicalJson.Serialize(document, ContractJson.Default.StoreDocument));
    }

    /// <summary>Opens a store.</summary>
    /// <param name="root">The folder that holds <c>.swarm</c>.</param>
    /// <param name="keys">The operator's keys; the store disposes them.</param>
    /// <param name="clock">The clock of recorded times.</param>
    /// <param name="patience">How long to wait for another process.</param>
    /// <exception cref="SwarmException">There is none, it is of a newer version, or it is sealed to other keys.</exception>
    public static Store Open(string root, StoreKeys keys, RecordedClock clock, TimeSpan patience)
    {
        ArgumentNullException.ThrowIfNull(keys);
        var layout = new StoreLayout(Path.GetFullPath(root));
        var document = ReadDocument(layout);
        keys.Require(AgeRecipient.Parse(document.Recipient), layout.Root);
        return new Store(layout, document, keys, clock, patience);
    }

    /// <summary>Opens a store whose catalog is being rebuilt elsewhere. Whoever calls holds its locks.</summary>
    internal static Store OpenRebuilt(StoreLayout layout, StoreDocument document, StoreKeys keys, RecordedClock clock, string catalog) =>
        new(layout, document, keys, clock, TimeSpan.Zero, catalog);

    /// <summary>Reads a store's description.</summary>
    /// <param name="layout">Where it lies.</param>
    internal static StoreDocument ReadDocument(StoreLayout layout)
    {
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(layout.Document);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new SwarmException(ErrorCode.StoreNotFound, $"There is no store under '{layout.Root}': make one with 'swarm init' or Initialize-Swarm.", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SwarmException(ErrorCode.StoreNotFound, $"The store under '{layout.Root}' cannot be read: {exception.Message}", exception);
        }

        using var probe = StrictJson.ParseDocument(bytes, "store.json");
        if (probe.RootElement.ValueKind == System.Text.Json.JsonValueKind.Object
            && probe.RootElement.TryGetProperty("format_version", out var version)
            && version.TryGetInt32(out var number) && number > FormatVersion)
        {
            throw new SwarmException(
                ErrorCode.StoreVersionUnsupported,
                $"The store under '{layout.Root}' has format {number} and this Swarm reads up to {FormatVersion}: update Swarm.");
        }

        return StrictJson.Parse(bytes, ContractJson.Default.StoreDocument, "store.json");
    }

    /// <summary>Gives a node.</summary>
    /// <param name="nodeId">Its id.</param>
    /// <returns>The node, or null.</returns>
    public NodeRecord? FindNode(string nodeId) =>
        Catalog.Read($"SELECT {RowReader.NodeColumns} FROM node WHERE node_id = $id", RowReader.ReadNode, ("$id", nodeId)).SingleOrDefault();

    /// <summary>Gives nodes whose ids begin with a text.</summary>
    /// <param name="prefix">The text.</param>
    /// <param name="limit">The most nodes to give.</param>
    public IReadOnlyList<NodeRecord> FindNodesByPrefix(string prefix, int limit) => Catalog.Read(
        $"SELECT {RowReader.NodeColumns} FROM node WHERE node_id >= $from AND node_id < $to ORDER BY node_id LIMIT $limit",
        RowReader.ReadNode,
        ("$from", prefix), ("$to", prefix + "\uffff"), ("$limit", limit));

    /// <summary>Gives the tips of a branch: its nodes that have no child of the same label.</summary>
    /// <param name="label">The branch's name.</param>
    public IReadOnlyList<NodeRecord> FindTips(string label) => Catalog.Read(
        $"""
        SELECT {RowReader.NodeColumns} FROM node n WHERE label = $label AND is_removed = 0
            AND NOT EXISTS(SELECT 1 FROM node c WHERE c.parent_node_id = n.node_id AND c.label = n.label AND c.is_removed = 0)
        ORDER BY sequence
        """,
        RowReader.ReadNode,
        ("$label", label));

    /// <summary>Gives all nodes in the order of creation, removed ones too.</summary>
    public IReadOnlyList<NodeRecord> ListNodes() => Catalog.Read($"SELECT {RowReader.NodeColumns} FROM node ORDER BY sequence", RowReader.ReadNode);

    /// <summary>Gives all labels of nodes that are there.</summary>
    public IReadOnlyList<string> ListLabels() => Catalog.Read("SELECT DISTINCT label FROM node WHERE is_removed = 0 ORDER BY label", row => row.GetString(0));

    /// <summary>Gives a run.</summary>
    /// <param name="runId">Its id.</param>
    public RunRecord? FindRun(string runId) =>
        Catalog.Read($"SELECT {RowReader.RunColumns} FROM run WHERE run_id = $id", RowReader.ReadRun, ("$id", runId)).SingleOrDefault();

    /// <summary>Gives runs whose ids begin with a text.</summary>
    /// <param name="prefix">The text.</param>
    /// <param name="limit">The most runs to give.</param>
    public IReadOnlyList<RunRecord> FindRunsByPrefix(string prefix, int limit) => Catalog.Read(
        $"SELECT {RowReader.RunColumns} FROM run WHERE run_id >= $from AND run_id < $to ORDER BY run_id LIMIT $limit",
        RowReader.ReadRun,
        ("$from", prefix), ("$to", prefix + "\uffff"), ("$limit", limit));

    /// <summary>Gives the runs of one status.</summary>
    /// <param name="status">One of <see cref="RunStatus"/>.</param>
    public IReadOnlyList<RunRecord> ListRuns(string status) => Catalog.Read(
        $"SELECT {RowReader.RunColumns} FROM run WHERE status = $status ORDER BY sequence", RowReader.ReadRun, ("$status", status));

    /// <summary>Gives all runs in the order of their beginning.</summary>
    public IReadOnlyList<RunRecord> ListRuns() => Catalog.Read($"SELECT {RowReader.RunColumns} FROM run ORDER BY sequence", RowReader.ReadRun);

    /// <summary>Records where a run stands.</summary>
    /// <param name="run">The run.</param>
    public void PutRun(RunRecord run) => Write("record a run", transaction =>
    {
        transaction.PutRun(run);
        return true;
    });

    /// <summary>Opens a capability of a node with the operator's key.</summary>
    /// <param name="node">The node.</param>
    /// <param name="kind">Which capability.</param>
    /// <exception cref="SwarmException">It was removed, or does not hold what the node's commitment says (<c>CAPABILITY_INVALID</c>).</exception>
    public Capability OpenCapability(NodeRecord node, RatchetKind kind)
    {
        ArgumentNullException.ThrowIfNull(node);
        var file = Layout.NodeFile(node.OriginNodeId, NodeFiles.NextTokens);
        if (node.IsRemoved || !File.Exists(file))
        {
            throw new SwarmException(ErrorCode.CapabilityInvalid, $"The capabilities of node {node.NodeId} were removed: only its certificate is left.");
        }

        var tokens = StrictJson.Parse(File.ReadAllBytes(file), ContractJson.Default.NextTokens, NodeFiles.NextTokens);
        var text = kind == RatchetKind.State ? tokens.StateCap : tokens.NetCap;
        var capability = Capability.Open(Encoding.ASCII.GetBytes(text), Keys.Sealing);
        var commitment = kind == RatchetKind.State ? node.StateCommitment : node.NetCommitment;
        if (capability.Kind != kind || capability.Commitment != commitment)
        {
            capability.Dispose();
            throw new SwarmException(ErrorCode.CapabilityInvalid, $"The capability kept for node {node.NodeId} is not the one that its certificate commits to.");
        }

        return capability;
    }

    /// <summary>Reads what a node's snapshot holds.</summary>
    /// <param name="node">The node.</param>
    /// <param name="stateCapability">Its state capability.</param>
    /// <exception cref="SwarmException">The capability does not open it, or it is damaged.</exception>
    public Manifest ReadManifest(NodeRecord node, Capability stateCapability) => ReadManifest(node, stateCapability, visitPart: null);

    /// <summary>Reads a manifest and tells of each part that it read.</summary>
    internal Manifest ReadManifest(NodeRecord node, Capability stateCapability, Action<ChunkReference>? visitPart)
    {
        ArgumentNullException.ThrowIfNull(node);
        ArgumentNullException.ThrowIfNull(stateCapability);
        var key = new ChunkKey(stateCapability.Chain.DeriveKey(RatchetKeyUse.Snapshot, node.StateId));
        var manifest = ManifestReader.Read(node.StateId, key, Chunks, _packs, visitPart);
        var salt = stateCapability.Chain.DeriveKey(RatchetKeyUse.SnapshotRoot, node.StateId);
        return SnapshotRoot.Compute(manifest.Entries, salt) == node.SnapshotRoot ? manifest : throw new SwarmException(
            ErrorCode.StoreDamaged, $"The snapshot of node {node.NodeId} does not have the root that its node names: run 'swarm store check'.");
    }

    /// <summary>Puts a snapshot down in a folder that is there and empty, and its state in a new file.</summary>
    /// <param name="manifest">What to restore.</param>
    /// <param name="workspaceFolder">The folder; null to restore no workspace.</param>
    /// <param name="stateFile">The file; null to restore no state.</param>
    /// <param name="cancellationToken">Ends the restore.</param>
    public RestoredTree Restore(Manifest manifest, string? workspaceFolder, string? stateFile, CancellationToken cancellationToken)
    {
        using var lease = Lease("restore a snapshot");
        var generation = ReadGeneration();
        return new SnapshotRestorer(Chunks, _packs).Restore(manifest, workspaceFolder, stateFile, cancellationToken) with { Generation = generation };
    }

    /// <summary>Reads a file of a snapshot piece by piece.</summary>
    /// <param name="entry">The file's entry.</param>
    public IEnumerable<byte[]> ReadFile(ManifestEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return entry.Chunks.Select(chunk => Chunks.Read(RecordKind.Data, chunk));
    }

    /// <summary>Begins a snapshot. Nobody sweeps the store until it is disposed.</summary>
    /// <param name="random">Where nonces and the pack's name come from.</param>
    public SnapshotWriter BeginSnapshot(RandomSource random)
    {
        var lease = Lease("write a snapshot");
        try
        {
            return new SnapshotWriter(Layout.Packs, ChunkKeys, id => Catalog.Find(id) is not null, ReadGeneration(), random, lease);
        }
        catch
        {
            lease.Dispose();
            throw;
        }
    }

    /// <summary>Makes a node appear, with everything that belongs to it, durably and at once.</summary>
    /// <param name="commit">What appears.</param>
    /// <exception cref="SwarmException">The node is there already, or the store is held or cannot be written.</exception>
    public void Commit(NodeCommit commit)
    {
        ArgumentNullException.ThrowIfNull(commit);
        var folder = Layout.NodeFolder(commit.Node.NodeId);
        using var writing = LockWrites("commit a node");
        if (FindNode(commit.Node.NodeId) is not null)
        {
            throw new SwarmException(ErrorCode.StoreBusy, $"Node {commit.Node.NodeId} is there already: another process committed it meanwhile. Use that node.");
        }

        WriteDocuments(folder, commit.Documents);
        try
        {
            Catalog.Write(transaction => Commit(transaction, commit));
        }
        catch
        {
            TreeRemoval.Remove(folder);
            throw;
        }

        MirrorHeads();
    }

    /// <summary>Adds a node that copies nothing: a fork.</summary>
    /// <param name="make">Makes the node, given the number of forks that have this parent and label.</param>
    /// <param name="parentNodeId">The node that is forked.</param>
    /// <param name="label">The new branch's name.</param>
    /// <exception cref="SwarmException">The parent was removed (<c>NODE_NOT_FOUND</c>).</exception>
    public NodeRecord AddFork(string parentNodeId, string label, Func<int, NodeRecord> make)
    {
        ArgumentNullException.ThrowIfNull(make);
        return Write("fork a node", transaction =>
        {
            if (transaction.ReadFirst("SELECT is_removed FROM node WHERE node_id = $parent", row => (int?)row.GetInt32(0), ("$parent", parentNodeId)) != 0)
            {
                throw new SwarmException(ErrorCode.NodeNotFound, $"Node {parentNodeId} was removed meanwhile: fork another.");
            }

            var ordinal = transaction.ReadFirst(
                "SELECT count(*) FROM node WHERE parent_node_id = $parent AND label = $label AND operation = 'fork'",
                row => row.GetInt32(0),
                ("$parent", parentNodeId), ("$label", label));
            var node = make(ordinal);
            Add(transaction, node);
            return node;
        });
    }

    /// <summary>Removes a node's state and capabilities. Its certificate stays, and so do the nodes that came from it.</summary>
    /// <param name="node">The node.</param>
    public void RemoveNode(NodeRecord node)
    {
        ArgumentNullException.ThrowIfNull(node);
        var isShared = Write("remove a node", transaction =>
        {
            transaction.Execute("UPDATE node SET is_removed = 1 WHERE node_id = $id", ("$id", node.NodeId));
            HeadLog.Append(transaction, Document.StoreId, HeadLog.Remove, node, RecordedClock.Format(_clock.Now), Keys.Signing);
            return transaction.ReadFirst(
                "SELECT count(*) FROM node WHERE origin_node_id = $origin AND is_removed = 0", row => row.GetInt32(0), ("$origin", node.OriginNodeId)) > 0;
        });
        if (!isShared)
        {
            File.Delete(Layout.NodeFile(node.OriginNodeId, NodeFiles.NextTokens));
        }
    }

    /// <summary>Writes the sealed form of a secret as an age file in armor.</summary>
    /// <param name="plaintext">The secret.</param>
    /// <param name="recipient">Whom it is sealed to.</param>
    /// <param name="random">Where the file's secrets come from.</param>
    public static string SealArmored(ReadOnlySpan<byte> plaintext, AgeRecipient recipient, RandomSource random)
    {
        using var output = new MemoryStream();
        using (var stream = AgeEncryptor.OpenWrite(output, [recipient], random, armored: true))
        {
            stream.Write(plaintext);
        }

        return Encoding.ASCII.GetString(output.ToArray());
    }

    /// <summary>Seals a capability to the operator.</summary>
    internal string Seal(Capability capability, RandomSource random)
    {
        var plaintext = capability.Serialize();
        try
        {
            return SealArmored(plaintext, Keys.Public.Recipient, random);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plaintext);
        }
    }

    /// <summary>Closes the store and forgets its keys.</summary>
    public void Dispose()
    {
        _packs.Dispose();
        Catalog.Dispose();
        if (_chunkKeys.IsValueCreated)
        {
            _chunkKeys.Value.Dispose();
        }

        Keys.Dispose();
    }

    /// <summary>Keeps sweeps out.</summary>
    internal IDisposable Lease(string purpose) => StoreLock.Acquire(Layout.Locks, SweepLock, exclusive: false, purpose, _patience);

    /// <summary>Keeps everyone else out.</summary>
    internal IDisposable LeaseAlone(string purpose, TimeSpan? patience = null) =>
        StoreLock.Acquire(Layout.Locks, SweepLock, exclusive: true, purpose, patience ?? _patience);

    /// <summary>One writer at a time; the copy of the head log follows each.</summary>
    internal T Write<T>(string purpose, Func<CatalogTransaction, T> work)
    {
        using var writing = LockWrites(purpose);
        var result = Catalog.Write(work);
        MirrorHeads();
        return result;
    }

    /// <summary>Keeps other writers out.</summary>
    internal IDisposable LockWrites(string purpose) => StoreLock.Acquire(Layout.Locks, WriteLock, exclusive: true, purpose, _patience);

    private bool Commit(CatalogTransaction transaction, NodeCommit commit)
    {
        // Chunks that were found before the step ran may have been swept since, if their last node was removed.
        if (transaction.Generation != commit.Snapshot.Generation)
        {
            var added = commit.Snapshot.Records.Select(record => record.Header.Id).ToHashSet();
            if (!commit.Snapshot.NeededIds.All(id => added.Contains(id) || transaction.HasRecord(id)))
            {
                throw new SwarmException(ErrorCode.StoreBusy, "The store was swept while the run went on, and chunks that it builds on are gone: run it again.");
            }
        }

        if (commit.Snapshot.Pack is { } pack)
        {
            transaction.AddPack(pack.Name, pack.Size, commit.Snapshot.Records);
        }

        Add(transaction, commit.Node);
        if (commit.Run is { } run)
        {
            transaction.PutRun(run);
        }

        return true;
    }

    private void MirrorHeads()
    {
        try
        {
            Heads.Mirror();
        }
        catch (SwarmException)
        {
            // What was committed stands; the next write brings the copy of the log up to it.
        }
    }

    private static void WriteDocuments(string folder, IReadOnlyDictionary<string, byte[]> documents)
    {
        var temporary = $"{folder}.{Guid.NewGuid():N}{PackFormat.TemporaryExtension}";
        DurableFile.CreateDirectory(temporary);
        try
        {
            foreach (var (name, content) in documents)
            {
                DurableFile.Write(Path.Combine(temporary, name), content);
            }

            // What stands there belongs to no node: a run that ended between its documents and its commit left it.
            TreeRemoval.Remove(folder);
            Directory.Move(temporary, folder);
            DirectoryFlush.Flush(Path.GetDirectoryName(folder)!);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            TreeRemoval.Remove(temporary);
            throw DurableFile.Unwritable(folder, exception);
        }
    }

    private void Add(CatalogTransaction transaction, NodeRecord node)
    {
        transaction.AddNode(node);
        HeadLog.Append(transaction, Document.StoreId, node.Operation, node, RecordedClock.Format(_clock.Now), Keys.Signing);
    }

    private long ReadGeneration() => Catalog.Read("SELECT value FROM meta WHERE name = 'generation'", row => row.GetInt64(0))[0];

    private ChunkKeys OpenSecret()
    {
        var secret = AgeDecryptor.Open(Encoding.ASCII.GetBytes(Document.SealedSecret), [Keys.Sealing]);
        try
        {
            return new ChunkKeys(secret);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
        }
    }
}

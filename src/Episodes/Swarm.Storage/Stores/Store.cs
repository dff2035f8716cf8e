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
using Swarm.Storage.Catalogs;
using Swarm.Storage.Chunks;
using Swarm.Storage.Heads;
using Swarm.Storage.Locks;
using Swarm.Storage.Packs;

namespace Swarm.Storage.Stores;

/// <summary>An open store. It may be used from many threads, and by many processes at once.</summary>
public sealed partial class Store : IDisposable
{
    /// <summary>The version of the format that this code writes and reads.</summary>
    public const int FormatVersion = 2;

    internal const string HowToUpdate = "Update Swarm: 'Update-PSResource Swarm', or 'dotnet tool update --global Swarm.Cli'.";
    internal const int SecretSize = 32;
    internal const string SweepLock = "sweep";
    internal const string WriteLock = "write";

    private readonly PackReader _packs;
    private readonly LockPatience _patience;
    private readonly RecordedClock _clock;
    private readonly Lazy<ChunkKeys> _chunkKeys;

    private Store(StoreLayout layout, StoreDocument document, StoreKeys keys, RecordedClock clock, LockPatience patience, string? catalog = null)
    {
        (Layout, Document, Keys, _clock, _patience) = (layout, document, keys, clock, patience);
        Catalog = Catalog.Open(catalog ?? layout.Catalog);
        Heads = new HeadLog(Catalog, layout.Heads);
        _packs = new PackReader(layout.Packs);
        _chunkKeys = new Lazy<ChunkKeys>(OpenSecret);
        Chunks = new ChunkReader(_packs, Catalog.Find);
        Reserve = new SpaceReserve(layout);
    }

    /// <summary>Where things lie.</summary>
    public StoreLayout Layout { get; }

    /// <summary>The store's description.</summary>
    public StoreDocument Document { get; }

    /// <summary>The operator's keys.</summary>
    public StoreKeys Keys { get; }

    /// <summary>Told what could not be written beside something that was committed; null for nobody.</summary>
    public Action<string>? Warning { get; set; }

    /// <summary>The signed log of branch tips.</summary>
    public HeadLog Heads { get; }

    internal Catalog Catalog { get; }

    internal ChunkReader Chunks { get; }

    internal PackReader Packs => _packs;

    internal SpaceReserve Reserve { get; }

    internal ChunkKeys ChunkKeys => _chunkKeys.Value;

    /// <summary>Makes a store, whole or not at all.</summary>
    /// <param name="root">The folder that will hold <c>.swarm</c>.</param>
    /// <param name="keys">The operator's keys.</param>
    /// <param name="random">Where the store's id and secret come from.</param>
    /// <param name="clock">The clock of recorded times.</param>
    /// <param name="haste">Cuts short the wait for another process that makes it.</param>
    /// <exception cref="SwarmException">The folder cannot be written, or a store is there (<c>PATH_INVALID</c>).</exception>
    public static void Create(string root, StoreKeys keys, RandomSource random, RecordedClock clock, CancellationToken haste = default)
    {
        ArgumentNullException.ThrowIfNull(keys);
        ArgumentNullException.ThrowIfNull(random);
        ArgumentNullException.ThrowIfNull(clock);
        var layout = new StoreLayout(Path.GetFullPath(root));
        DurableFile.CreateLastingDirectory(layout.Locks);
        using var writing = StoreLock.Acquire(layout.Locks, WriteLock, exclusive: true, "create the store", new LockPatience(TimeSpan.FromSeconds(30), haste));
        if (layout.Exists)
        {
            throw new SwarmException(ErrorCode.PathInvalid, $"There is a store under '{layout.Root}' already: use it, or choose another folder with --root.");
        }

        if (StoreRemains.Describe(layout) is { } remains)
        {
            throw WithoutDescription(layout, remains);
        }

        DurableFile.CreateDirectory(layout.Packs);
        DurableFile.CreateDirectory(layout.Nodes);
        File.Delete(layout.Catalog);
        Catalog.Create(layout.Catalog);
        var document = Describe(keys, random, Identifier.Create("store-", random), RecordedClock.Format(clock.Now));

        DurableFile.Write(layout.GitIgnore, "*\n"u8);
        new SpaceReserve(layout).Keep();
        SignedDescription.Write(layout, document, keys.Signing);

        // The description comes last: without it there is no store, and one that may not be on the disk is taken back.
        try
        {
            DurableFile.Write(layout.Document, SignedDescription.Serialize(document));
        }
        catch
        {
            File.Delete(layout.Document);
            throw;
        }
    }

    /// <summary>Describes a store with a fresh secret.</summary>
    internal static StoreDocument Describe(StoreKeys keys, RandomSource random, string storeId, string createdAt)
    {
        var secret = random.GetBytes(SecretSize);
        try
        {
            return new StoreDocument
            {
                FormatVersion = FormatVersion,
                StoreId = storeId,
                Recipient = keys.Public.Recipient.ToString(),
                SealedSecret = SealArmored(secret, keys.Public.Recipient, random),
                CreatedAt = createdAt,
            };
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
        }
    }

    /// <summary>Makes the exception for a store whose description is gone.</summary>
    /// <param name="layout">Where it lies.</param>
    /// <param name="remains">What is left of it; null to look.</param>
    public static SwarmException WithoutDescription(StoreLayout layout, string? remains = null)
    {
        ArgumentNullException.ThrowIfNull(layout);
        return new SwarmException(
            ErrorCode.StoreDamaged,
            $"The store under '{layout.Root}' has lost its store.json, and {remains ?? StoreRemains.Describe(layout)} of it are left: "
                + $"run 'swarm store repair --root {layout.Root}', which brings it back. To begin anew instead, move '{layout.Folder}' away first.");
    }

    /// <summary>Opens a store.</summary>
    /// <param name="root">The folder that holds <c>.swarm</c>.</param>
    /// <param name="keys">The operator's keys; the store disposes them.</param>
    /// <param name="clock">The clock of recorded times.</param>
    /// <param name="patience">How long to wait for another process.</param>
    /// <exception cref="SwarmException">There is none, it is of a newer version, or it is sealed to other keys.</exception>
    public static Store Open(string root, StoreKeys keys, RecordedClock clock, LockPatience patience)
    {
        ArgumentNullException.ThrowIfNull(keys);
        var layout = new StoreLayout(Path.GetFullPath(root));
        var document = ReadDocument(layout);
        keys.Require(AgeRecipient.Parse(document.Recipient), layout.Root);
        StoreLock.Prove(layout.Locks, SweepLock);
        var store = new Store(layout, document, keys, clock, patience);
        store.UpgradeCatalog();
        return store;
    }

    /// <summary>Opens a store whose catalog is being rebuilt elsewhere. Whoever calls holds its locks.</summary>
    internal static Store OpenRebuilt(StoreLayout layout, StoreDocument document, StoreKeys keys, RecordedClock clock, string catalog) =>
        new(layout, document, keys, clock, new LockPatience(TimeSpan.Zero), catalog);

    /// <summary>Reads a store's description.</summary>
    /// <param name="layout">Where it lies.</param>
    internal static StoreDocument ReadDocument(StoreLayout layout)
    {
        byte[] bytes;
        try
        {
            bytes = DocumentFile.Read(layout.Document);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new SwarmException(ErrorCode.StoreNotFound, $"There is no store under '{layout.Root}': make one with 'swarm init'.", exception);
        }
        catch (UnauthorizedAccessException exception)
        {
            throw Unreadable(layout.Root, exception);
        }
        catch (IOException exception)
        {
            throw new SwarmException(ErrorCode.StoreUnreadable, $"The store under '{layout.Root}' cannot be read: {exception.Message}", exception);
        }

        try
        {
            return Parse(bytes, layout.Root);
        }
        catch (SwarmException exception) when (exception.ErrorCode == ErrorCode.SchemaInvalid)
        {
            throw new SwarmException(
                ErrorCode.StoreDamaged,
                $"The store.json under '{layout.Root}' is damaged: {exception.Message.TrimEnd('.')}. Run 'swarm store repair', which brings it back.",
                exception);
        }
    }

    /// <summary>Makes the exception for a store that this user may not read.</summary>
    /// <param name="root">The folder that holds it.</param>
    /// <param name="cause">What the system said.</param>
    public static SwarmException Unreadable(string root, Exception? cause = null) => new(
        ErrorCode.StoreUnreadable,
        $"The store under '{root}' is not yours to read: run as the user that it belongs to, or name another folder with --root.",
        cause);

    private static StoreDocument Parse(byte[] bytes, string root)
    {
        using var probe = StrictJson.ParseDocument(bytes, "store.json");
        if (probe.RootElement.ValueKind == System.Text.Json.JsonValueKind.Object
            && probe.RootElement.TryGetProperty("format_version", out var version)
            && version.ValueKind == System.Text.Json.JsonValueKind.Number && version.TryGetInt32(out var number) && number != FormatVersion)
        {
            throw new SwarmException(
                ErrorCode.StoreVersionUnsupported,
                number > FormatVersion
                    ? $"The store under '{root}' has format {number} and this Swarm reads {FormatVersion}. {HowToUpdate}"
                    : $"The store under '{root}' has format {number}, of builds before the first release, and this Swarm reads {FormatVersion}: "
                        + "restore what you need of it with that build, and launch it anew in another folder.");
        }

        return StrictJson.Parse(bytes, ContractJson.Default.StoreDocument, "store.json");
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

    /// <summary>Seals a capability to the operator, as an age file in armor.</summary>
    /// <param name="capability">The capability.</param>
    /// <param name="random">Where the file's secrets come from.</param>
    public string Seal(Capability capability, RandomSource random) => Seal(capability, Keys.Public.Recipient, random);

    /// <summary>Seals a capability to somebody, as an age file in armor.</summary>
    /// <param name="capability">The capability.</param>
    /// <param name="recipient">Whom it is sealed to.</param>
    /// <param name="random">Where the file's secrets come from.</param>
    public static string Seal(Capability capability, AgeRecipient recipient, RandomSource random)
    {
        ArgumentNullException.ThrowIfNull(capability);
        var plaintext = capability.Serialize();
        try
        {
            return SealArmored(plaintext, recipient, random);
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
    public IDisposable Lease(string purpose) => StoreLock.Acquire(Layout.Locks, SweepLock, exclusive: false, purpose, _patience);

    /// <summary>Keeps everyone else out.</summary>
    internal IDisposable LeaseAlone(string purpose, TimeSpan? patience = null) =>
        StoreLock.Acquire(Layout.Locks, SweepLock, exclusive: true, purpose, patience is { } most ? _patience with { Most = most } : _patience);

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

    /// <summary>Upgrades an older catalog when nobody else is at work on the store.</summary>
    private void UpgradeCatalog()
    {
        if (!Catalog.IsOlder)
        {
            return;
        }

        const string Purpose = "upgrade the catalog";
        try
        {
            using var alone = LeaseAlone(Purpose, TimeSpan.Zero);
            using var writing = StoreLock.Acquire(Layout.Locks, WriteLock, exclusive: true, Purpose, _patience with { Most = TimeSpan.Zero });
            Catalog.Upgrade();
        }
        catch (SwarmException exception) when (exception.ErrorCode == ErrorCode.StoreBusy || exception.ErrorCode == ErrorCode.StoreUnwritable)
        {
            // Another time: until then it serves as it is.
        }
    }

    private ChunkKeys OpenSecret() => TryOpenSecret(Document, Keys) ?? throw new SwarmException(
        ErrorCode.StoreDamaged, $"The secret in the store.json under '{Layout.Root}' does not open: run 'swarm store repair', which brings it back.");

    /// <summary>Opens a description's secret; null where it is not one sealed to these keys.</summary>
    internal static ChunkKeys? TryOpenSecret(StoreDocument document, StoreKeys keys)
    {
        byte[] secret;
        var identity = keys.Sealing;
        try
        {
            secret = AgeDecryptor.Open(Encoding.ASCII.GetBytes(document.SealedSecret), [identity]);
        }
        catch (SwarmException)
        {
            return null;
        }

        try
        {
            return secret.Length == SecretSize ? new ChunkKeys(secret) : null;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
        }
    }
}

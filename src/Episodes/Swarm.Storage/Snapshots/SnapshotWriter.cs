using Swarm.Core.Concurrency;
using Swarm.Core.Digests;
using Swarm.Core.Errors;
using Swarm.Core.Randomness;
using Swarm.Cryptography.Ratchet;
using Swarm.Storage.Chunks;
using Swarm.Storage.Manifests;
using Swarm.Storage.Packs;

namespace Swarm.Storage.Snapshots;

/// <summary>
/// Makes one snapshot: reads state and workspace into a new pack, then seals the manifest under the new capability.
/// Until a node is committed nothing names what it wrote.
/// </summary>
public sealed class SnapshotWriter : IDisposable
{
    private static readonly byte[] NoSalt = new byte[32];

    private readonly RandomSource _random;
    private readonly PackWriter _pack;
    private readonly ChunkWriter _chunks;
    private readonly IDisposable _lease;
    private readonly Func<string, bool> _isNamed;
    private bool _isSealed;
    private long _generation;
    private Manifest? _manifest;

    internal SnapshotWriter(
        string packFolder, ChunkKeys keys, Func<Digest, bool> isStored, Func<string, bool> isNamed, long generation, RandomSource random, IDisposable lease)
    {
        _isNamed = isNamed;
        _random = random;
        _generation = generation;
        _lease = lease;
        _pack = new PackWriter(packFolder, random);
        _chunks = new ChunkWriter(keys, _pack, random, isStored);
    }

    /// <summary>Reads everything that the request names, on all cores.</summary>
    /// <param name="request">What to read.</param>
    /// <param name="cancellationToken">Ends the capture.</param>
    /// <exception cref="SwarmException">A file changes while it is read, or the store cannot be written.</exception>
    public CaptureResult Capture(CaptureRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        _generation = Math.Min(_generation, request.Restored.Generation);
        var plan = new CapturePlan(request, _chunks);
        AllCores.ForEach(plan.Work(), work => work(), cancellationToken);
        _manifest = plan.Complete();
        var root = SnapshotRoot.Compute(_manifest.Entries, NoSalt);
        return new CaptureResult(_manifest, root, plan.OverLimit, plan.Refused, plan.BytesRead) { WithoutAttributes = plan.WithoutAttributes, RulesProblem = plan.RulesProblem };
    }

    /// <summary>Reads one file of a snapshot that comes as a stream.</summary>
    /// <param name="source">Exactly as many bytes as the draft's size.</param>
    /// <param name="draft">The file's entry, without its content.</param>
    internal ManifestEntry Capture(Stream source, ManifestEntry draft) => StreamCapture.Read(source, draft, _chunks);

    /// <summary>Takes entries that were captured one by one.</summary>
    internal void Take(Manifest manifest) => _manifest = manifest;

    /// <summary>Seals what was captured under a capability's chain and makes the pack durable.</summary>
    /// <param name="stateId">The snapshot's id.</param>
    /// <param name="chain">The state chain of the node that the snapshot is for.</param>
    public SealedSnapshot Seal(string stateId, RatchetChain chain)
    {
        ArgumentNullException.ThrowIfNull(chain);
        var manifest = _manifest ?? throw new InvalidOperationException("Nothing was captured.");
        ManifestRules.Require(manifest);
        var root = SnapshotRoot.Compute(manifest.Entries, chain.DeriveKey(RatchetKeyUse.SnapshotRoot, stateId));
        ManifestWriter.Write(manifest, stateId, new ChunkKey(chain.DeriveKey(RatchetKeyUse.Snapshot, stateId)), _chunks, _random, _pack);
        _pack.Finish();
        _isSealed = true;
        return new SealedSnapshot(stateId, root, manifest.Entries.Count, manifest.TotalBytes, _pack.Length)
        {
            Pack = (_pack.Name, _pack.Length),
            Records = _pack.Records,
            Generation = _generation,
            NeededIds = manifest.Contents
                .SelectMany(entry => entry.Chunks.Concat(entry.ListParts)).Select(chunk => chunk.Id),
        };
    }

    /// <summary>Removes what was not sealed, or not committed, and lets others sweep the store.</summary>
    public void Dispose()
    {
        _pack.Dispose();
        if (_isSealed && !IsNamed())
        {
            _pack.Withdraw();
        }

        _lease.Dispose();
    }

    // Where the catalog cannot say, the pack stays: it may be in use, and else the next sweep takes it.
    private bool IsNamed()
    {
        try
        {
            return _isNamed(_pack.Name);
        }
        catch (SwarmException)
        {
            return true;
        }
    }
}

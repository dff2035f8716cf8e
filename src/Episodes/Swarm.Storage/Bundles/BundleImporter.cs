using Swarm.Core.Contracts;
using Swarm.Core.Digests;
using Swarm.Core.Errors;
using Swarm.Core.Files;
using Swarm.Core.Identifiers;
using Swarm.Core.Json;
using Swarm.Core.Randomness;
using Swarm.Core.Time;
using Swarm.Cryptography.Capabilities;
using Swarm.Cryptography.Ratchet;
using Swarm.Storage.Manifests;
using Swarm.Storage.Nodes;
using Swarm.Storage.Snapshots;
using Swarm.Storage.Stores;

namespace Swarm.Storage.Bundles;

/// <summary>
/// Takes a bundle in: as a new root under capabilities of its own, or, with its capabilities, as the node that it was.
/// Files go from the bundle into a pack without touching a folder, so that modes, links and names survive any system.
/// </summary>
public static class BundleImporter
{
    private const int LooseMode = 0b110_000_000;

    /// <summary>Imports a bundle, whole or not at all.</summary>
    /// <param name="store">The store.</param>
    /// <param name="import">What to import.</param>
    /// <param name="random">Where new ids and secrets come from.</param>
    /// <param name="clock">The clock of recorded times.</param>
    /// <param name="cancellationToken">Ends the import; nothing is left behind.</param>
    /// <returns>The node; where the same node is there already, that one.</returns>
    /// <exception cref="SwarmException">
    /// The bundle is refused (<c>BUNDLE_INVALID</c>), or the capabilities are not its own (<c>CAPABILITY_INVALID</c>).
    /// </exception>
    public static NodeRecord Import(Store store, BundleImport import, RandomSource random, RecordedClock clock, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(import);
        ArgumentNullException.ThrowIfNull(random);
        ArgumentNullException.ThrowIfNull(clock);
        if (import.NextTokens is null && (import.Certificate is not null || import.Attestation is not null))
        {
            throw new SwarmException(ErrorCode.SpecInvalid, "A certificate is only taken in with the node's own capabilities: give its next_tokens.json too.");
        }

        using var own = import.NextTokens is { } tokens ? ImportedTokens.Open(tokens, store.Keys.Sealing) : null;
        using var writer = store.BeginSnapshot(random);
        var bundle = Read(store, import, writer, cancellationToken);
        if (own is null)
        {
            return ImportRoot(store, import, bundle, writer, random, clock);
        }

        RequireExpected(import, bundle.Node);
        own.Require(bundle);
        return ImportOwn(store, import, bundle, own, writer, random);
    }

    private static BundleContent Read(Store store, BundleImport import, SnapshotWriter writer, CancellationToken cancellationToken)
    {
        using var source = Open(import.Path);
        return BundleReader.Read(source, import.Identity ?? store.Keys.Sealing, import.AllowOutwardLinks, Capture, cancellationToken);

        ManifestEntry Capture(Stream content, ManifestEntry draft)
        {
            if (import.StateCopy is null || !string.Equals(draft.Path, ManifestEntry.StatePath, StringComparison.Ordinal))
            {
                return writer.Capture(content, draft);
            }

            Copy(content, import.StateCopy);
            var entry = CaptureFile(import.StateCopy, draft);
            import.CheckState?.Invoke(import.StateCopy);
            return entry;
        }

        ManifestEntry CaptureFile(string path, ManifestEntry draft)
        {
            using var bytes = new FileStream(path, FileMode.Open, FileAccess.Read);
            return writer.Capture(bytes, draft);
        }
    }

    private static void Copy(Stream content, string path)
    {
        try
        {
            using var copy = DurableFile.Create(path);
            content.CopyTo(copy);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw DurableFile.Unwritable(path, exception);
        }
    }

    internal static FileStream Open(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 256 * 1024);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SwarmException(ErrorCode.PathInvalid, $"The bundle '{path}' cannot be read: {exception.Message}", exception);
        }
    }

    private static NodeRecord ImportRoot(
        Store store, BundleImport import, BundleContent bundle, SnapshotWriter writer, RandomSource random, RecordedClock clock)
    {
        var nodeId = Identifier.Create(Identifier.NodePrefix, random);
        using var state = new Capability(nodeId, RatchetChain.CreateRoot(RatchetKind.State, random));
        using var net = new Capability(nodeId, RatchetChain.CreateRoot(RatchetKind.Net, random));
        writer.Take(bundle.Snapshot);
        var snapshot = writer.Seal(Identifier.Create(Identifier.StatePrefix, random), state.Chain);
        var node = new NodeRecord
        {
            NodeId = nodeId,
            ParentNodeId = null,
            RunId = null,
            Operation = Operations.Import,
            Label = Label.Require(import.Label ?? bundle.Node.Label),
            RatchetStep = 0,
            StateId = snapshot.StateId,
            SnapshotRoot = snapshot.Root,
            OriginNodeId = nodeId,
            StateCommitment = state.Commitment,
            NetCommitment = net.Commitment,
            CertificateSha256 = null,
            CreatedAt = RecordedClock.Format(clock.Now),
        };
        var tokens = new NextTokens { NodeId = nodeId, RatchetStep = 0, StateCap = store.Seal(state, random), NetCap = store.Seal(net, random) };
        store.Commit(new NodeCommit(node, Run: null, snapshot, new Dictionary<string, byte[]>(StringComparer.Ordinal)
        {
            [NodeFiles.Node] = CanonicalJson.Serialize(node.ToDocument(), ContractJson.Default.NodeDocument),
            [NodeFiles.NextTokens] = CanonicalJson.Serialize(tokens, ContractJson.Default.NextTokens),
        }));
        return store.FindNode(nodeId)!;
    }

    private static void RequireExpected(BundleImport import, NodeDocument node)
    {
        if (import.ExpectedNode is { } expected
            && !CanonicalJson.Serialize(expected, ContractJson.Default.NodeDocument).AsSpan().SequenceEqual(CanonicalJson.Serialize(node, ContractJson.Default.NodeDocument)))
        {
            throw new SwarmException(ErrorCode.BundleInvalid, $"The bundle carries node {node.NodeId}, and not node {expected.NodeId} as it was certified: get that node's own.");
        }
    }

    private static NodeRecord ImportOwn(
        Store store, BundleImport import, BundleContent bundle, ImportedTokens own, SnapshotWriter writer, RandomSource random)
    {
        var document = bundle.Node;
        if (import.Label is { } label && !string.Equals(label, document.Label, StringComparison.Ordinal))
        {
            throw new SwarmException(ErrorCode.SpecInvalid, $"With its capabilities the node keeps its label '{document.Label}': leave the other label out, or fork the node to it.");
        }

        var certificate = import.Certificate is { } bytes ? RequireCertificate(bytes, document) : (Digest?)null;
        if (store.FindNode(document.NodeId) is { } present)
        {
            return !present.IsRemoved && present.SnapshotRoot == document.SnapshotRoot && present.StateCommitment == document.StateCommitment
                && (certificate is null || certificate == present.CertificateSha256)
                ? present
                : throw new SwarmException(ErrorCode.BundleInvalid, $"Node {document.NodeId} is in this store already, removed or with other content: import the bundle without its capabilities.");
        }

        writer.Take(bundle.Snapshot with
        {
            Log = CaptureLoose(import.LogFile, "log"),
            Response = CaptureLoose(import.ResponseFile, "response"),
            Receipts = CaptureLoose(import.ReceiptsFile, "receipts"),
        });
        var snapshot = writer.Seal(document.StateId, own.State.Chain);
        var node = new NodeRecord
        {
            NodeId = document.NodeId,
            ParentNodeId = document.ParentNodeId,
            RunId = document.RunId,
            Operation = document.Operation,
            Label = document.Label,
            RatchetStep = document.RatchetStep,
            StateId = document.StateId,
            SnapshotRoot = snapshot.Root,
            OriginNodeId = document.NodeId,
            StateCommitment = document.StateCommitment,
            NetCommitment = document.NetCommitment,
            CertificateSha256 = certificate,
            CreatedAt = document.CreatedAt,
        };
        var documents = new Dictionary<string, byte[]>(StringComparer.Ordinal)
        {
            [NodeFiles.Node] = CanonicalJson.Serialize(node.ToDocument(), ContractJson.Default.NodeDocument),
            [NodeFiles.NextTokens] = CanonicalJson.Serialize(own.Reseal(store, random), ContractJson.Default.NextTokens),
        };
        foreach (var (name, content) in import.Documents)
        {
            documents[name] = content;
        }

        Add(NodeFiles.Certificate, import.Certificate);
        Add(NodeFiles.Attestation, import.Attestation);
        Add(NodeFiles.Policy, import.Policy);
        store.Commit(new NodeCommit(node, import.Run, snapshot, documents));
        return store.FindNode(node.NodeId)!;

        ManifestEntry? CaptureLoose(string? file, string name)
        {
            if (file is null)
            {
                return null;
            }

            using var content = Open(file);
            return writer.Capture(content, new ManifestEntry { Path = name, Kind = Trees.EntryKind.File, Mode = LooseMode, Size = content.Length });
        }

        void Add(string name, ReadOnlyMemory<byte>? content)
        {
            if (content is { } present)
            {
                documents[name] = present.ToArray();
            }
        }
    }

    /// <summary>A certificate of another node says nothing about this one. Whether it holds is for verification.</summary>
    private static Digest RequireCertificate(ReadOnlyMemory<byte> bytes, NodeDocument node)
    {
        var certificate = StrictJson.Parse(bytes, ContractJson.Default.Certificate, "certificate");
        var state = certificate.Result.NewState;
        return string.Equals(certificate.Node?.NodeId, node.NodeId, StringComparison.Ordinal)
            && state.SnapshotRoot == node.SnapshotRoot && state.RatchetStep == node.RatchetStep
            && state.StateCommitment == node.StateCommitment && state.NetCommitment == node.NetCommitment
            ? Digest.Compute(bytes.Span)
            : throw new SwarmException(ErrorCode.CertificateInvalid, $"The certificate is not that of node {node.NodeId}, which the bundle carries: give the node's own, or none.");
    }
}

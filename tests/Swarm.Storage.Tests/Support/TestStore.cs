using System.Text;
using Swarm.Core.Contracts;
using Swarm.Core.Digests;
using Swarm.Core.Identifiers;
using Swarm.Core.Json;
using Swarm.Core.Randomness;
using Swarm.Core.Time;
using Swarm.Cryptography.Capabilities;
using Swarm.Cryptography.Dsse;
using Swarm.Cryptography.Ratchet;
using Swarm.Storage.Locks;
using Swarm.Storage.Manifests;
using Swarm.Storage.Nodes;
using Swarm.Storage.Runs;
using Swarm.Storage.Snapshots;
using Swarm.Storage.Stores;

namespace Swarm.Storage.Tests.Support;

/// <summary>A real store in a folder of its own, and the few steps that make nodes in it.</summary>
internal sealed class TestStore : IDisposable
{
    private readonly bool _ownsFolder;

    public TestStore(TemporaryFolder? folder = null, string root = "store", Operator? operatorKeys = null, TimeSpan? patience = null)
    {
        _ownsFolder = folder is null;
        Folder = folder ?? new TemporaryFolder();
        Operator = operatorKeys ?? new Operator(Folder["keys"]);
        Root = Folder.Make(root);
        Patience = patience ?? TimeSpan.FromSeconds(30);
        using var keys = Operator.OpenKeys();
        Store.Create(Root, keys, RandomSource.System, Clocks.Machine);
        Store = Open();
    }

    public TemporaryFolder Folder { get; }

    public Operator Operator { get; }

    public string Root { get; }

    public TimeSpan Patience { get; }

    public Store Store { get; private set; }

    public string Packs => Store.Layout.Packs;

    public Store Open(TimeSpan? patience = null, CancellationToken haste = default) => OpenAt(Root, patience, haste);

    public Store OpenAt(string root, TimeSpan? patience = null, CancellationToken haste = default)
    {
        var keys = Operator.OpenKeys();
        try
        {
            return Store.Open(root, keys, Clocks.Machine, new LockPatience(patience ?? Patience, haste));
        }
        catch
        {
            keys.Dispose();
            throw;
        }
    }

    /// <summary>Closes the store, lets somebody at its files, and opens it again.</summary>
    public void Reopen(Action? between = null)
    {
        Store.Dispose();
        between?.Invoke();
        Store = Open();
    }

    public (CaptureResult Capture, NodeRecord Node, SealedSnapshot Snapshot) Commit(CaptureRequest request, NodeRecord? parent = null, string label = "main", bool certified = false, bool deterministic = false)
    {
        using var writer = Store.BeginSnapshot(RandomSource.System);
        var capture = writer.Capture(request, CancellationToken.None);
        var commit = Prepare(writer, parent, label, certified, deterministic);
        Store.Commit(commit);
        return (capture, Store.FindNode(commit.Node.NodeId)!, commit.Snapshot);
    }

    public NodeRecord Commit(string workspace, NodeRecord? parent = null, string label = "main", bool certified = false, string? state = null) =>
        Commit(new CaptureRequest { WorkspaceFolder = workspace, StateFile = state }, parent, label, certified).Node;

    public NodeCommit Prepare(SnapshotWriter writer, NodeRecord? parent, string label, bool certified, bool deterministic, string? nodeId = null)
    {
        nodeId ??= Identifier.Create(Identifier.NodePrefix, RandomSource.System);
        using var state = Next(parent, RatchetKind.State, nodeId);
        using var net = Next(parent, RatchetKind.Net, nodeId);
        var snapshot = writer.Seal(Identifier.Create(Identifier.StatePrefix, RandomSource.System), state.Chain);
        var time = RecordedClock.Format(Clocks.Machine.Now);
        var node = new NodeRecord
        {
            NodeId = nodeId,
            ParentNodeId = parent?.NodeId,
            RunId = certified ? Identifier.Create(Identifier.RunPrefix, RandomSource.System) : null,
            Operation = certified ? parent is null ? Operations.Launch : Operations.Resume : Operations.Import,
            Label = label,
            RatchetStep = state.RatchetStep,
            StateId = snapshot.StateId,
            SnapshotRoot = snapshot.Root,
            OriginNodeId = nodeId,
            StateCommitment = state.Commitment,
            NetCommitment = net.Commitment,
            CertificateSha256 = null,
            CreatedAt = time,
        };
        var documents = new Dictionary<string, byte[]>
        {
            [NodeFiles.NextTokens] = CanonicalJson.Serialize(
                new NextTokens { NodeId = nodeId, RatchetStep = node.RatchetStep, StateCap = SealCapability(state), NetCap = SealCapability(net) },
                ContractJson.Default.NextTokens),
        };
        RunRecord? run = null;
        if (certified)
        {
            (node, run) = Certify(node, parent, deterministic, documents);
        }

        documents[NodeFiles.Node] = CanonicalJson.Serialize(node.ToDocument(), ContractJson.Default.NodeDocument);
        return new NodeCommit(node, run, snapshot, documents);
    }

    public NodeRecord Fork(NodeRecord parent, string label) => Store.AddFork(parent.NodeId, label, ordinal => parent with
    {
        NodeId = Identifier.Create(Identifier.NodePrefix, RandomSource.System),
        ParentNodeId = parent.NodeId,
        RunId = null,
        Operation = Operations.Fork,
        Label = label,
        ForkOrdinal = ordinal,
        CreatedAt = RecordedClock.Format(Clocks.Machine.Now),
    });

    public Manifest ReadManifest(NodeRecord node) => ReadManifest(Store, node);

    public static Manifest ReadManifest(Store store, NodeRecord node)
    {
        using var capability = store.OpenCapability(node, RatchetKind.State);
        return store.ReadManifest(node, capability);
    }

    public string Restore(NodeRecord node, string? name = null) => Restore(Store, node, name).Folder;

    public (string Folder, RestoredTree Tree) Restore(Store store, NodeRecord node, string? name = null)
    {
        var folder = Folder.Make(name ?? "restored-" + Guid.NewGuid().ToString("N"));
        return (folder, store.Restore(ReadManifest(store, node), folder, folder + ".sqlite", CancellationToken.None));
    }

    public void Dispose()
    {
        Store.Dispose();
        if (_ownsFolder)
        {
            Folder.Dispose();
        }
    }

    private Capability Next(NodeRecord? parent, RatchetKind kind, string nodeId)
    {
        if (parent is null)
        {
            return new Capability(nodeId, RatchetChain.CreateRoot(kind, RandomSource.System));
        }

        using var before = Store.OpenCapability(parent, kind);
        return new Capability(nodeId, before.Chain.Advance(RandomSource.System.GetBytes(32), nodeId));
    }

    private string SealCapability(Capability capability) => Store.SealArmored(capability.Serialize(), Operator.Public.Recipient, RandomSource.System);

    private (NodeRecord Node, RunRecord Run) Certify(NodeRecord node, NodeRecord? parent, bool deterministic, Dictionary<string, byte[]> documents)
    {
        var spec = Encoding.UTF8.GetBytes("{}");
        var certificate = CanonicalJson.Serialize(Describe(node, parent, Digest.Compute(spec), deterministic), ContractJson.Default.Certificate);
        var digest = Digest.Compute(certificate);
        using var keys = Operator.OpenKeys();
        documents[NodeFiles.Certificate] = certificate;
        documents[NodeFiles.Attestation] = DsseEnvelope.Sign(ContractTypes.InTotoPayload, "{}"u8, keys.Signing).Serialize();
        documents[NodeFiles.RunSpec] = spec;
        documents[NodeFiles.Result] = CanonicalJson.Serialize(
            new RunResult
            {
                RunId = node.RunId!,
                NodeId = node.NodeId,
                ParentNodeId = node.ParentNodeId,
                Operation = node.Operation,
                Status = RunStatus.Succeeded,
                ExitCode = 0,
                RestoreMode = CertificateRestore.Checkpoint,
                CertificateRef = NodeFiles.Certificate,
                ArtifactHash = digest,
                StateCapNextRef = string.Empty,
                NetCapNextRef = string.Empty,
                Errors = [],
            },
            ContractJson.Default.RunResult);
        var run = new RunRecord
        {
            RunId = node.RunId!,
            Operation = node.Operation,
            Label = node.Label,
            ParentNodeId = node.ParentNodeId,
            Status = RunStatus.Succeeded,
            NodeId = node.NodeId,
            ExitCode = 0,
            ArtifactHash = digest,
            StartedAt = node.CreatedAt,
            FinishedAt = node.CreatedAt,
        };
        return (node with { CertificateSha256 = digest }, run);
    }

    private static Certificate Describe(NodeRecord node, NodeRecord? parent, Digest request, bool deterministic) => new()
    {
        Type = ContractTypes.Certificate,
        JobId = node.RunId!,
        RequestHash = request,
        Mode = "prompt-run",
        Deterministic = deterministic,
        Node = new CertificateNode { NodeId = node.NodeId, ParentNodeId = node.ParentNodeId, Operation = node.Operation, Label = node.Label },
        ParentState = new CertificateParentState
        {
            StateId = parent?.StateId,
            SnapshotRoot = parent?.SnapshotRoot,
            RatchetStep = parent?.RatchetStep,
            CertificateSha256 = parent?.CertificateSha256,
            BundleSha256 = null,
        },
        Result = new CertificateResult
        {
            ExitCode = 0,
            Status = RunStatus.Succeeded,
            ResponseSha256 = null,
            ResponseLocator = null,
            NewState = new CertificateNewState
            {
                StateId = node.StateId,
                SnapshotRoot = node.SnapshotRoot,
                RatchetStep = node.RatchetStep,
                StateCommitment = node.StateCommitment,
                NetCommitment = node.NetCommitment,
                BundleSha256 = null,
                BundleManifestSha256 = null,
            },
        },
        Runtime = new CertificateRuntime { WorkflowRef = null, RunnerClass = "local", StartedAt = node.CreatedAt, FinishedAt = node.CreatedAt },
        Timestamp = node.CreatedAt,
    };
}

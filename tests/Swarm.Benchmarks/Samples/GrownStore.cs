using System.Globalization;
using Swarm.Core.Contracts;
using Swarm.Core.Digests;
using Swarm.Core.Identifiers;
using Swarm.Core.Json;
using Swarm.Core.Randomness;
using Swarm.Core.Time;
using Swarm.Cryptography.Capabilities;
using Swarm.Cryptography.Keys;
using Swarm.Cryptography.Ratchet;
using Swarm.Engine.Sessions;
using Swarm.Storage.Locks;
using Swarm.Storage.Nodes;
using Swarm.Storage.Runs;
using Swarm.Storage.Snapshots;
using Swarm.Storage.Stores;
using Swarm.Verification.Certificates;

namespace Swarm.Benchmarks.Samples;

/// <summary>A store of many nodes, made without running anything: a line of certified nodes, and forks of them, each a branch of its own.</summary>
internal sealed class GrownStore : IDisposable
{
    private const int ForksAtOnce = 500;

    private readonly string _folder = Directory.CreateTempSubdirectory("swarm-growth-").FullName;

    /// <summary>Makes the store.</summary>
    /// <param name="certified">How many nodes have a certificate; they are one line.</param>
    /// <param name="forks">How many forks there are beside them.</param>
    public GrownStore(int certified, int forks)
    {
        Directory.CreateDirectory(Root);
        using (SwarmSession.OpenOrCreate(Options))
        {
        }

        var clock = new RecordedClock(TimeProvider.System);
        var keys = new StoreKeys(new KeyVault(Path.Combine(Home, "keys"), clock), KeyVault.DefaultName);
        using var store = Store.Open(Root, keys, clock, new LockPatience(TimeSpan.FromSeconds(30)));
        var workspace = Directory.CreateDirectory(Path.Combine(_folder, "workspace")).FullName;
        var line = new List<NodeRecord>();
        for (var step = 0; step < certified; step++)
        {
            line.Add(AddCertified(store, workspace, line.LastOrDefault()));
        }

        foreach (var numbers in Enumerable.Range(0, forks).Chunk(ForksAtOnce))
        {
            store.AddForks([.. numbers.Select(number => Fork(line[number % line.Count], Label("fork", number)))]);
        }
    }

    public string Tip => "branch:main";

    private string Root => Path.Combine(_folder, "root");

    private string Home => Path.Combine(_folder, "home");

    private SessionOptions Options => new() { Root = Root, CurrentFolder = _folder, ReadVariable = name => name == "SWARM_HOME" ? Home : null };

    public SwarmSession Open() => SwarmSession.Open(Options);

    public static string Label(string kind, int number) => string.Create(CultureInfo.InvariantCulture, $"{kind}-{number}");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static NodeFork Fork(NodeRecord parent, string label) => new(parent.NodeId, label, ordinal => parent with
    {
        NodeId = Identifier.Create(Identifier.NodePrefix, RandomSource.System),
        ParentNodeId = parent.NodeId,
        RunId = null,
        Operation = Operations.Fork,
        Label = label,
        ForkOrdinal = ordinal,
    });

    private static NodeRecord AddCertified(Store store, string workspace, NodeRecord? parent)
    {
        var id = Identifier.Create(Identifier.NodePrefix, RandomSource.System);
        using var before = parent is null ? null : store.OpenCapability(parent, RatchetKind.State);
        using var state = Advance(before, id, RatchetKind.State);
        using var net = Advance(null, id, RatchetKind.Net);
        using var writer = store.BeginSnapshot(RandomSource.System);
        writer.Capture(new CaptureRequest { WorkspaceFolder = workspace }, CancellationToken.None);
        var snapshot = writer.Seal(Identifier.Create(Identifier.StatePrefix, RandomSource.System), state.Chain);
        var node = new NodeRecord
        {
            NodeId = id,
            ParentNodeId = parent?.NodeId,
            RunId = Identifier.Create(Identifier.RunPrefix, RandomSource.System),
            Operation = parent is null ? Operations.Launch : Operations.Resume,
            Label = "main",
            RatchetStep = state.RatchetStep,
            StateId = snapshot.StateId,
            SnapshotRoot = snapshot.Root,
            OriginNodeId = id,
            StateCommitment = state.Commitment,
            NetCommitment = net.Commitment,
            CertificateSha256 = null,
            CreatedAt = RecordedClock.Format(DateTimeOffset.UtcNow),
        };
        var continuity = before is null ? null : Continuity.Compute(before.Chain, id, node.SnapshotRoot, node.StateCommitment, node.NetCommitment);
        var certificate = CertificateDocument.Write(Certify(node, parent, continuity));
        node = node with { CertificateSha256 = Digest.Compute(certificate) };
        var tokens = new NextTokens
        {
            NodeId = id,
            RatchetStep = node.RatchetStep,
            StateCap = store.Seal(state, RandomSource.System),
            NetCap = store.Seal(net, RandomSource.System),
        };
        var documents = new Dictionary<string, byte[]>
        {
            [NodeFiles.NextTokens] = CanonicalJson.Serialize(tokens, ContractJson.Default.NextTokens),
            [NodeFiles.Certificate] = certificate,
            [NodeFiles.Attestation] = CertificateSigner.Sign(certificate, node.RunId!, store.Keys.Signing),
            [NodeFiles.Node] = CanonicalJson.Serialize(node.ToDocument(), ContractJson.Default.NodeDocument),
        };
        var run = new RunRecord
        {
            RunId = node.RunId!,
            Operation = node.Operation,
            Label = node.Label,
            ParentNodeId = node.ParentNodeId,
            Status = RunStatus.Succeeded,
            NodeId = id,
            ExitCode = 0,
            ArtifactHash = node.CertificateSha256,
            StartedAt = node.CreatedAt,
            FinishedAt = node.CreatedAt,
        };
        store.Commit(new NodeCommit(node, run, snapshot, documents));
        return node;
    }

    private static Capability Advance(Capability? before, string nodeId, RatchetKind kind) => new(
        nodeId, before is null ? RatchetChain.CreateRoot(kind, RandomSource.System) : before.Chain.Advance(RandomSource.System.GetBytes(32), nodeId));

    private static Certificate Certify(NodeRecord node, NodeRecord? parent, string? continuity) => new()
    {
        Type = ContractTypes.Certificate,
        JobId = node.RunId!,
        RequestHash = Digest.Compute("a request"u8),
        Mode = "prompt-run",
        Deterministic = false,
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
        Continuity = continuity,
        Restore = new CertificateRestore { Mode = CertificateRestore.Checkpoint, Reason = null },
        Network = new CertificateNetwork { RouteMode = "direct", Enforcement = "none", ReceiptsSha256 = null },
        Sandbox = "none",
        Runtime = new CertificateRuntime { WorkflowRef = null, RunnerClass = "local", StartedAt = node.CreatedAt, FinishedAt = node.CreatedAt },
        Timestamp = node.CreatedAt,
    };
}

using System.Globalization;
using Swarm.Benchmarks.Measuring;
using Swarm.Benchmarks.Peers;
using Swarm.Benchmarks.Samples;
using Swarm.Core.Identifiers;
using Swarm.Core.Randomness;
using Swarm.Core.Time;
using Swarm.Cryptography.Capabilities;
using Swarm.Cryptography.Keys;
using Swarm.Cryptography.Ratchet;
using Swarm.Storage.Locks;
using Swarm.Storage.Nodes;
using Swarm.Storage.Snapshots;
using Swarm.Storage.Stores;

namespace Swarm.Benchmarks.Suites;

/// <summary>First snapshot, second snapshot and verified restore beside restic, and a fork.</summary>
internal static class StoreSuite
{
    private const long DatabaseBytes = 256L << 20;

    public static void Run(string folder, int rounds)
    {
        var first = new Measurement("first snapshot", "restic", 0.6);
        var second = new Measurement("second snapshot (1 % rows, 20 files)", "restic", 0.3);
        var restore = new Measurement("verified restore", "restic", 0.7);
        var keyDerivation = new Measurement("(restic's start and key alone)", "restic", null);
        var stored = string.Empty;
        for (var round = 0; round < rounds; round++)
        {
            var place = Path.Combine(folder, $"round{round}");
            var data = new SampleData(Path.Combine(place, "data"), DatabaseBytes);
            var restic = Restic.IsAvailable ? new Restic(place, Path.Combine(place, "data")) : null;
            using var ours = new SwarmSide(place);

            first.Ours(() => ours.Snapshot(data, restored: null));
            if (restic is not null)
            {
                first.Theirs(restic.Backup);
                stored = string.Create(CultureInfo.InvariantCulture, $"stored after the first snapshot: swarm {ours.Size >> 10} KiB, restic {restic.Size >> 10} KiB, ratio {(double)ours.Size / restic.Size:0.000}");
                keyDerivation.Theirs(restic.OpenOnly);
            }

            var restored = ours.Restore(Path.Combine(place, "work"));
            data.Change(round + 1);
            SampleChange.Repeat(data, ours.WorkTree, ours.WorkState);
            second.Ours(() => ours.SnapshotWork(restored));
            if (restic is not null)
            {
                second.Theirs(restic.Backup);
            }

            restore.Ours(() => ours.Restore(Path.Combine(place, "again")));
            if (restic is not null)
            {
                restore.Theirs(() => restic.Restore(Path.Combine(place, "restic-again")));
            }

            if (round == rounds - 1)
            {
                Console.WriteLine(ours.MeasureFork());
            }

            Directory.Delete(place, recursive: true);
        }

        Console.WriteLine(stored);
        foreach (var measurement in new[] { first, second, restore, keyDerivation })
        {
            Console.WriteLine(measurement);
        }
    }

    /// <summary>Our side: a store, its last node, and the folders that the next step would work in.</summary>
    private sealed class SwarmSide : IDisposable
    {
        private readonly Store _store;
        private NodeRecord? _node;

        public SwarmSide(string place)
        {
            var clock = new RecordedClock(TimeProvider.System);
            var vault = new KeyVault(Path.Combine(place, "keys"), clock);
            vault.Create("default", RandomSource.System);
            var root = Directory.CreateDirectory(Path.Combine(place, "store")).FullName;
            using (var keys = new StoreKeys(vault, "default"))
            {
                Store.Create(root, keys, RandomSource.System, clock);
            }

            _store = Store.Open(root, new StoreKeys(vault, "default"), clock, new LockPatience(TimeSpan.FromSeconds(30)));
        }

        public long Size => ChildProcess.SizeOf(_store.Layout.Folder);

        public string WorkTree { get; private set; } = string.Empty;

        public string WorkState { get; private set; } = string.Empty;

        public void Snapshot(SampleData data, RestoredTree? restored) => Snapshot(data.Tree, data.Database, restored ?? RestoredTree.Empty);

        public void SnapshotWork(RestoredTree restored) => Snapshot(WorkTree, WorkState, restored);

        public RestoredTree Restore(string destination)
        {
            WorkTree = Directory.CreateDirectory(Path.Combine(destination, "workspace")).FullName;
            WorkState = Path.Combine(destination, "state.sqlite");
            using var capability = _store.OpenCapability(_node!, RatchetKind.State);
            return _store.Restore(_store.ReadManifest(_node!, capability), WorkTree, WorkState, CancellationToken.None);
        }

        public string MeasureFork()
        {
            var before = Size;
            var started = System.Diagnostics.Stopwatch.GetTimestamp();
            const int Forks = 20;
            for (var fork = 0; fork < Forks; fork++)
            {
                _store.AddFork(_node!.NodeId, "fork", ordinal => _node! with { NodeId = Identifier.Create("node-", RandomSource.System), ParentNodeId = _node!.NodeId, RunId = null, ForkOrdinal = ordinal });
            }

            var time = System.Diagnostics.Stopwatch.GetElapsedTime(started).TotalMilliseconds / Forks;
            return string.Create(CultureInfo.InvariantCulture, $"fork: {time:0.0} ms and {(Size - before) / Forks} bytes each");
        }

        public void Dispose() => _store.Dispose();


        private void Snapshot(string tree, string database, RestoredTree restored)
        {
            var nodeId = Identifier.Create("node-", RandomSource.System);
            using var parent = _node is null ? null : _store.OpenCapability(_node, RatchetKind.State);
            using var state = new Capability(nodeId, parent is null ? RatchetChain.CreateRoot(RatchetKind.State, RandomSource.System) : parent.Chain.Advance(RandomSource.System.GetBytes(32), nodeId));
            using var net = new Capability(nodeId, RatchetChain.CreateRoot(RatchetKind.Net, RandomSource.System));
            using var writer = _store.BeginSnapshot(RandomSource.System);
            writer.Capture(
                new CaptureRequest { WorkspaceFolder = tree, StateFile = database, Restored = restored, UntouchedBeforeNanoseconds = long.MaxValue },
                CancellationToken.None);
            var stateId = Identifier.Create("state-", RandomSource.System);
            var snapshot = writer.Seal(stateId, state.Chain);
            var tokens = new Swarm.Core.Contracts.NextTokens
            {
                NodeId = nodeId,
                RatchetStep = state.RatchetStep,
                StateCap = Store.SealArmored(state.Serialize(), _store.Keys.Public.Recipient, RandomSource.System),
                NetCap = Store.SealArmored(net.Serialize(), _store.Keys.Public.Recipient, RandomSource.System),
            };
            var node = new NodeRecord
            {
                NodeId = nodeId,
                ParentNodeId = _node?.NodeId,
                RunId = null,
                Operation = "launch",
                Label = "benchmark",
                RatchetStep = state.RatchetStep,
                StateId = stateId,
                SnapshotRoot = snapshot.Root,
                OriginNodeId = nodeId,
                StateCommitment = state.Commitment,
                NetCommitment = net.Commitment,
                CertificateSha256 = null,
                CreatedAt = "1970-01-01T00:00:00Z",
            };
            var documents = new Dictionary<string, byte[]>
            {
                [NodeFiles.NextTokens] = Swarm.Core.Json.CanonicalJson.Serialize(tokens, Swarm.Core.Contracts.ContractJson.Default.NextTokens),
            };
            _store.Commit(new NodeCommit(node, Run: null, snapshot, documents));
            _node = node;
        }
    }
}

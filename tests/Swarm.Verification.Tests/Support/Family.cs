using System.Globalization;
using System.Text;
using Swarm.Core.Contracts;
using Swarm.Core.Digests;
using Swarm.Core.Randomness;
using Swarm.Cryptography.Ratchet;
using Swarm.Cryptography.Signing;
using Swarm.Verification.Certificates;
using Swarm.Verification.Keys;

namespace Swarm.Verification.Tests.Support;

/// <summary>A line of certified nodes, made without running anything.</summary>
internal sealed class Family : IDisposable
{
    public Family(int count, SigningKey? key = null)
    {
        Key = key ?? SigningKey.Create(RandomSource.System);
        for (var step = 0; step < count; step++)
        {
            Certificates.Add(Make(step));
            Add(NodeId(step), Certificates[step]);
        }
    }

    public SigningKey Key { get; }

    public List<Certificate> Certificates { get; } = [];

    public Dictionary<string, CertificateEvidence> Evidence { get; } = new(StringComparer.Ordinal);

    public CertificateTrust Trust => new() { Keys = KeyRing.Of(Key.PublicKey), FindNode = Evidence.GetValueOrDefault, FindChain = FindChain };

    public static string NodeId(int step) => "node-" + step.ToString(CultureInfo.InvariantCulture).PadLeft(24, '0');

    public void Add(string nodeId, Certificate certificate) => Evidence[nodeId] = Sign(nodeId, certificate);

    public CertificateEvidence Sign(string name, Certificate certificate, SigningKey? key = null)
    {
        var bytes = CertificateDocument.Write(certificate);
        return new CertificateEvidence(name, bytes, CertificateSigner.Sign(bytes, certificate.JobId, key ?? Key));
    }

    public void Dispose() => Key.Dispose();

    private static Digest DigestOf(string text, int step) => Digest.Compute(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{text} {step}")));

    private RatchetChain? FindChain(string nodeId)
    {
        if (!Evidence.ContainsKey(nodeId))
        {
            return null;
        }

        var step = int.Parse(nodeId.AsSpan(5), NumberStyles.None, CultureInfo.InvariantCulture);
        var chain = RatchetChain.CreateRoot(RatchetKind.State, new Constant());
        for (var index = 1; index <= step && index < 16; index++)
        {
            var next = chain.Advance(DigestOf("entropy", index).Span, NodeId(index));
            chain.Dispose();
            chain = next;
        }

        return chain;
    }

    private Certificate Make(int step)
    {
        var parent = step == 0 ? null : Certificates[step - 1];
        var state = new CertificateNewState
        {
            StateId = "state-" + step.ToString(CultureInfo.InvariantCulture).PadLeft(24, '0'),
            SnapshotRoot = DigestOf("root", step),
            RatchetStep = step,
            StateCommitment = DigestOf("state", step),
            NetCommitment = DigestOf("net", step),
            BundleSha256 = null,
            BundleManifestSha256 = null,
        };
        using var chain = parent is null ? null : FindChain(NodeId(step - 1));
        return new Certificate
        {
            Type = ContractTypes.Certificate,
            JobId = "run-" + step.ToString(CultureInfo.InvariantCulture).PadLeft(24, '0'),
            RequestHash = DigestOf("request", step),
            Mode = "prompt-run",
            Deterministic = false,
            Node = new CertificateNode { NodeId = NodeId(step), ParentNodeId = parent?.Node!.NodeId, Operation = parent is null ? Operations.Launch : Operations.Resume, Label = "main" },
            ParentState = new CertificateParentState
            {
                StateId = parent?.Result.NewState.StateId,
                SnapshotRoot = parent?.Result.NewState.SnapshotRoot,
                RatchetStep = parent?.Result.NewState.RatchetStep,
                CertificateSha256 = parent is null ? null : Digest.Compute(CertificateDocument.Write(parent)),
                BundleSha256 = null,
            },
            Result = new CertificateResult
            {
                ExitCode = 0,
                Status = RunStatus.Succeeded,
                ResponseSha256 = DigestOf("response", step),
                ResponseLocator = $"swarm://{NodeId(step)}/response",
                LogSha256 = DigestOf("log", step),
                NewState = state,
            },
            Continuity = chain is null ? null : Continuity.Compute(chain, NodeId(step), state.SnapshotRoot.Value, state.StateCommitment.Value, state.NetCommitment.Value),
            Restore = new CertificateRestore { Mode = CertificateRestore.Checkpoint, Reason = null },
            Network = new CertificateNetwork { RouteMode = "direct", Enforcement = "none", ReceiptsSha256 = null },
            Sandbox = "none",
            Runtime = new CertificateRuntime { WorkflowRef = null, CommitSha = null, RunnerClass = "local", StartedAt = "2026-01-01T00:00:00Z", FinishedAt = "2026-01-01T00:00:01Z", SwarmVersion = "0.1.0" },
            Timestamp = "2026-01-01T00:00:01Z",
        };
    }

    private sealed class Constant : RandomSource
    {
        public override void Fill(Span<byte> buffer) => buffer.Fill(0x5a);
    }
}

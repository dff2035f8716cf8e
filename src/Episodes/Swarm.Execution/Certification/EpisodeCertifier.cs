using System.Text;
using Swarm.Core.Contracts;
using Swarm.Core.Digests;
using Swarm.Core.Errors;
using Swarm.Core.Identifiers;
using Swarm.Core.Json;
using Swarm.Core.Randomness;
using Swarm.Core.Time;
using Swarm.Cryptography.Capabilities;
using Swarm.Cryptography.Ratchet;
using Swarm.Execution.Entropy;
using Swarm.Execution.Episodes;
using Swarm.Execution.Policies;
using Swarm.Storage.Nodes;
using Swarm.Storage.Runs;
using Swarm.Storage.Snapshots;
using Swarm.Storage.Stores;
using Swarm.Verification.Certificates;
using Swarm.Verification.Keys;

namespace Swarm.Execution.Certification;

/// <summary>Ratchets the capabilities, writes the certificate and its companions, and checks what it wrote.</summary>
internal sealed class EpisodeCertifier(EpisodeHost host, RecordedClock clock, StepProtection protection)
{
    /// <summary>Gives the id of the node that outputs lead to.</summary>
    public static string NodeIdFor(EpisodeEntropy entropy, Digest outputs) => Identifier.Create(Identifier.NodePrefix, entropy.After(outputs, "node-id"));

    /// <summary>Seals the snapshot under the next capabilities and certifies the episode.</summary>
    public (CertifiedEpisode Episode, SealedSnapshot Snapshot) Certify(
        EpisodeRequest request, RunSpec spec, RunRecord started, EpisodeOutputs outputs, CertificateRestore restore,
        EpisodeEntropy entropy, string nodeId, SnapshotWriter writer)
    {
        var digest = outputs.Digest;
        using var parentState = request.Parent is { } node ? host.Store.OpenCapability(node, RatchetKind.State) : null;
        using var parentNet = request.Parent is { } parent ? host.Store.OpenCapability(parent, RatchetKind.Net) : null;
        using var stateCapability = new Capability(nodeId, Next(parentState, RatchetKind.State, entropy.After(digest, "state-entropy"), nodeId));
        using var netCapability = new Capability(nodeId, Next(parentNet, RatchetKind.Net, entropy.After(digest, "net-entropy"), nodeId));
        var stateId = Identifier.Create(Identifier.StatePrefix, entropy.After(digest, "state-id"));
        var snapshot = writer.Seal(stateId, stateCapability.Chain);

        var specBytes = CanonicalJson.Serialize(spec, ContractJson.Default.RunSpec);
        var certificate = Compose(request, spec, Digest.Compute(specBytes), started, outputs, restore, nodeId, snapshot, stateCapability, netCapability, parentState);
        var certificateBytes = CertificateDocument.Write(certificate);
        var attestation = CertificateSigner.Sign(certificateBytes, started.RunId, host.Store.Keys.Signing);
        Check(request, certificateBytes, attestation, parentState);

        var artifactHash = Digest.Compute(certificateBytes);
        var finished = started with
        {
            Status = outputs.Status,
            NodeId = nodeId,
            ExitCode = outputs.ExitCode,
            ArtifactHash = artifactHash,
            Message = outputs.Errors.FirstOrDefault()?.Message,
            ErrorCode = outputs.Errors.FirstOrDefault()?.Code,
            WorkFolder = null,
            FinishedAt = certificate.Runtime.FinishedAt,
        };
        var record = MakeNode(request, finished, snapshot, stateCapability, netCapability, artifactHash, certificate.Timestamp);
        var result = MakeResult(finished, restore, artifactHash, outputs);
        var tokens = new NextTokens
        {
            NodeId = nodeId,
            RatchetStep = record.RatchetStep,
            StateCap = Seal(stateCapability, entropy.After(digest, "state-seal")),
            NetCap = Seal(netCapability, entropy.After(digest, "net-seal")),
        };
        var documents = new Dictionary<string, byte[]>(StringComparer.Ordinal)
        {
            [NodeFiles.Certificate] = certificateBytes,
            [NodeFiles.Attestation] = attestation,
            [NodeFiles.Node] = CanonicalJson.Serialize(record.ToDocument(), ContractJson.Default.NodeDocument),
            [NodeFiles.Result] = CanonicalJson.Serialize(result, ContractJson.Default.RunResult),
            [NodeFiles.RunSpec] = specBytes,
            [NodeFiles.NextTokens] = CanonicalJson.Serialize(tokens, ContractJson.Default.NextTokens),
        };
        if (request.Policy is { } policy)
        {
            documents[NodeFiles.Policy] = policy.Bytes.ToArray();
        }

        return (new CertifiedEpisode(record, finished, result, documents), snapshot);
    }

    private static RatchetChain Next(Capability? parent, RatchetKind kind, RandomSource random, string nodeId)
    {
        if (parent is null)
        {
            return RatchetChain.CreateRoot(kind, random);
        }

        Span<byte> fresh = stackalloc byte[RatchetChain.KeySize];
        random.Fill(fresh);
        var next = parent.Chain.Advance(fresh, nodeId);
        fresh.Clear();
        return next;
    }

    private Certificate Compose(
        EpisodeRequest request, RunSpec spec, Digest requestHash, RunRecord started, EpisodeOutputs outputs, CertificateRestore restore,
        string nodeId, SealedSnapshot snapshot, Capability stateCapability, Capability netCapability, Capability? parentState)
    {
        return new()
        {
            Type = ContractTypes.Certificate,
            JobId = started.RunId,
            RequestHash = requestHash,
            Mode = spec.Mode,
            Deterministic = spec.Deterministic,
            Node = new CertificateNode { NodeId = nodeId, ParentNodeId = request.Parent?.NodeId, Operation = spec.Operation, Label = spec.Label },
            ParentState = new CertificateParentState
            {
                StateId = request.Parent?.StateId,
                SnapshotRoot = request.Parent?.SnapshotRoot,
                RatchetStep = request.Parent?.RatchetStep,
                CertificateSha256 = request.Parent?.CertificateSha256,
                BundleSha256 = request.Parent is null ? null : request.ParentBundleSha256,
            },
            Result = new CertificateResult
            {
                ExitCode = outputs.ExitCode,
                Status = outputs.Status,
                Attempts = outputs.Attempts > 1 ? outputs.Attempts : null,
                ResponseSha256 = outputs.ResponseSha256,
                ResponseLocator = outputs.ResponseSha256 is null ? null : $"swarm://{nodeId}/response",
                LogSha256 = outputs.LogSha256,
                StateRefused = outputs.StateRefused,
                StateUnchecked = outputs.StateUnchecked.Count > 0 ? outputs.StateUnchecked : null,
                LeftOut = outputs.Capture.LeftOut.Select(InteroperableText.Clean).ToArray() is { Length: > 0 } left ? left : null,
                NewState = new CertificateNewState
                {
                    StateId = snapshot.StateId,
                    SnapshotRoot = snapshot.Root,
                    RatchetStep = stateCapability.RatchetStep,
                    StateCommitment = stateCapability.Commitment,
                    NetCommitment = netCapability.Commitment,
                    BundleSha256 = null,
                    BundleManifestSha256 = null,
                },
            },
            Continuity = parentState is null
                ? null
                : Continuity.Compute(parentState.Chain, nodeId, snapshot.Root, stateCapability.Commitment, netCapability.Commitment),
            Restore = restore,
            Network = new CertificateNetwork
            {
                RouteMode = protection.RouteMode,
                Enforcement = outputs.Protection.Enforcement,
                Preflight = outputs.Protection.Preflight,
                ReceiptsSha256 = outputs.Protection.ReceiptsSha256,
            },
            Sandbox = outputs.Protection.Sandbox,
            Runtime = new CertificateRuntime
            {
                WorkflowRef = host.Runner?.WorkflowRef,
                CommitSha = host.Runner?.CommitSha,
                RunnerClass = host.Runner?.RunnerClass ?? "local",
                RunnerKey = host.Runner is null ? null : host.Store.Keys.Public.VerificationKey.ToString(),
                Waived = host.Runner is not null && outputs.Protection.Sandbox == SandboxModes.None ? [Waivers.Confinement] : null,
                StartedAt = started.StartedAt,
                FinishedAt = RecordedClock.Format(clock.Now),
                SwarmVersion = host.Version,
            },
            Policy = request.Policy is { } policy ? Describe(policy, protection) : null,
            Replay = spec is { Nonce: { } nonce, ValidForSeconds: { } seconds }
                ? new CertificateReplay { Nonce = nonce, ExpiresAtUnix = clock.Now.ToUnixTimeSeconds() + seconds }
                : null,
            Timestamp = RecordedClock.Format(clock.Now),
        };
    }

    private static CertificatePolicy Describe(Policy policy, StepProtection protection)
    {
        var enforcement = PolicyEnforcement.Plan(policy, protection);
        return new CertificatePolicy
        {
            SchemaVersion = policy.Document.Type,
            PolicyHash = policy.Hash,
            PolicyRef = policy.Reference,
            Enforced = enforcement.Enforced,
            Unenforced = enforcement.Unenforced,
        };
    }

    /// <summary>What was written is read again as a stranger would, with the parent's certificate and capability.</summary>
    private void Check(EpisodeRequest request, byte[] certificate, byte[] attestation, Capability? parentState)
    {
        var trust = new CertificateTrust
        {
            Keys = KeyRing.Of(host.Store.Keys.Public.VerificationKey),
            FindNode = _ => request.Parent is { } parent ? NodeEvidence.Find(host.Store, parent) : null,
            FindChain = _ => parentState is null ? null : Capability.Parse(parentState.Serialize()).Chain,
        };
        var verdict = CertificateVerifier.Verify(new CertificateEvidence("the new certificate", certificate, attestation) { Policy = request.Policy?.Bytes }, trust);
        if (!verdict.IsValid)
        {
            throw new SwarmException(ErrorCode.CertificateInvalid, $"The certificate that was just written does not hold: {verdict.Reason} No node was made.");
        }
    }

    private static NodeRecord MakeNode(
        EpisodeRequest request, RunRecord run, SealedSnapshot snapshot, Capability stateCapability, Capability netCapability, Digest artifactHash, string createdAt)
    {
        return new()
        {
            NodeId = run.NodeId!,
            ParentNodeId = request.Parent?.NodeId,
            RunId = run.RunId,
            Operation = request.Parent is null ? Operations.Launch : Operations.Resume,
            Label = run.Label,
            RatchetStep = stateCapability.RatchetStep,
            StateId = snapshot.StateId,
            SnapshotRoot = snapshot.Root,
            OriginNodeId = run.NodeId!,
            StateCommitment = stateCapability.Commitment,
            NetCommitment = netCapability.Commitment,
            CertificateSha256 = artifactHash,
            CreatedAt = createdAt,
        };
    }

    private static RunResult MakeResult(RunRecord run, CertificateRestore restore, Digest artifactHash, EpisodeOutputs outputs) => new()
    {
        RunId = run.RunId,
        NodeId = run.NodeId!,
        ParentNodeId = run.ParentNodeId,
        Operation = run.Operation,
        Status = run.Status,
        ExitCode = run.ExitCode,
        RestoreMode = restore.Mode,
        CertificateRef = NodeFiles.Certificate,
        ArtifactHash = artifactHash,
        StateCapNextRef = NodeFiles.NextTokens + "#state_cap",
        NetCapNextRef = NodeFiles.NextTokens + "#net_cap",
        Errors = outputs.Errors,
    };

    private string Seal(Capability capability, RandomSource random)
    {
        var plaintext = capability.Serialize();
        try
        {
            var text = Store.SealArmored(plaintext, host.Store.Keys.Public.Recipient, random);

            // A capability that does not open again would make the node useless.
            using var opened = Capability.Open(Encoding.ASCII.GetBytes(text), host.Store.Keys.Sealing);
            return opened.Commitment == capability.Commitment
                ? text
                : throw new SwarmException(ErrorCode.CapabilityInvalid, "The capability that was just sealed does not open to itself. No node was made.");
        }
        finally
        {
            System.Security.Cryptography.CryptographicOperations.ZeroMemory(plaintext);
        }
    }
}

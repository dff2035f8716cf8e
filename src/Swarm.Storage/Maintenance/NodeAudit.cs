using Swarm.Core.Contracts;
using Swarm.Core.Digests;
using Swarm.Core.Errors;
using Swarm.Core.Json;
using Swarm.Cryptography.Dsse;
using Swarm.Cryptography.Ratchet;
using Swarm.Cryptography.Signing;
using Swarm.Storage.Nodes;
using Swarm.Storage.Stores;

namespace Swarm.Storage.Maintenance;

/// <summary>Holds the rows and documents of nodes against one another.</summary>
internal sealed class NodeAudit(Store store, IReadOnlyList<VerificationKey> trustedKeys, Action<StoreProblem> report)
{
    public void Run(CancellationToken cancellationToken)
    {
        var nodes = store.ListNodes();
        var byId = nodes.ToDictionary(node => node.NodeId, StringComparer.Ordinal);
        foreach (var node in nodes)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (string.Equals(node.OriginNodeId, node.NodeId, StringComparison.Ordinal))
            {
                AuditDocuments(node);
            }
            else
            {
                AuditFork(node, byId);
            }
        }

        foreach (var run in store.ListRuns().Where(run => run.NodeId is not null && !byId.ContainsKey(run.NodeId)))
        {
            report(new StoreProblem(StoreProblemKind.Catalog, run.RunId, $"It names node {run.NodeId}, which is not there."));
        }
    }

    private void AuditFork(NodeRecord node, Dictionary<string, NodeRecord> byId)
    {
        var isSame = byId.TryGetValue(node.OriginNodeId, out var origin)
            && string.Equals(node.Operation, Operations.Fork, StringComparison.Ordinal)
            && node.ParentNodeId is not null
            && node with
            {
                NodeId = origin.NodeId,
                ParentNodeId = origin.ParentNodeId,
                RunId = origin.RunId,
                Operation = origin.Operation,
                Label = origin.Label,
                ForkOrdinal = origin.ForkOrdinal,
                CreatedAt = origin.CreatedAt,
                IsRemoved = origin.IsRemoved,
                Sequence = origin.Sequence,
            } == origin;
        if (!isSame)
        {
            report(new StoreProblem(StoreProblemKind.Catalog, node.NodeId, $"The fork does not share what node {node.OriginNodeId} has."));
        }
    }

    private void AuditDocuments(NodeRecord node)
    {
        Try(node, StoreProblemKind.Document, () =>
        {
            var document = Parse(node, NodeFiles.Node, ContractJson.Default.NodeDocument);
            Require(document with { Extensions = null } == node.ToDocument(), "its node.json is not what the catalog has");
        });
        if (node.CertificateSha256 is { } digest)
        {
            Try(node, StoreProblemKind.Certificate, () => AuditCertificate(node, digest));
        }

        if (!node.IsRemoved)
        {
            Try(node, StoreProblemKind.Capability, () => AuditTokens(node));
        }
    }

    private void AuditCertificate(NodeRecord node, Digest digest)
    {
        var bytes = Read(node, NodeFiles.Certificate);
        Require(Digest.Compute(bytes) == digest, "its certificate is not the one that the catalog names");
        var certificate = StrictJson.Parse(bytes, ContractJson.Default.Certificate, NodeFiles.Certificate);
        var state = certificate.Result.NewState;
        Require(
            string.Equals(certificate.Node?.NodeId, node.NodeId, StringComparison.Ordinal)
                && string.Equals(state.StateId, node.StateId, StringComparison.Ordinal)
                && state.SnapshotRoot == node.SnapshotRoot && state.RatchetStep == node.RatchetStep
                && state.StateCommitment == node.StateCommitment && state.NetCommitment == node.NetCommitment,
            "its certificate speaks of another snapshot or step");
        var attestation = store.Layout.NodeFile(node.NodeId, NodeFiles.Attestation);
        if (store.FindRun(node.RunId ?? string.Empty) is not { } run)
        {
            Require(!File.Exists(attestation) || DsseEnvelope.Parse(File.ReadAllBytes(attestation)).Signatures.Count > 0, "its attestation has no signature");
            return;
        }

        var keys = VerificationKey.TryParse(certificate.Runtime.RunnerKey, out var runner) && store.IsRemote(run) ? [.. trustedKeys, runner] : trustedKeys;
        Require(DsseEnvelope.Parse(Read(node, NodeFiles.Attestation)).Verify(keys) is not null, "no trusted key has signed its attestation");
        Require(certificate.Policy is not { } policy || Digest.Compute(Read(node, NodeFiles.Policy)) == policy.PolicyHash, "its policy.json is not the one that its certificate names");
        Require(Digest.Compute(Read(node, NodeFiles.RunSpec)) == certificate.RequestHash, "its run_spec.json is not the one that its certificate names");
        var result = Parse(node, NodeFiles.Result, ContractJson.Default.RunResult);
        Require(
            result.ArtifactHash == digest && string.Equals(result.RunId, certificate.JobId, StringComparison.Ordinal)
                && string.Equals(result.Status, certificate.Result.Status, StringComparison.Ordinal) && result.ExitCode == certificate.Result.ExitCode,
            "its result.json is not that of its certificate");
        Require(
            string.Equals(run.NodeId, node.NodeId, StringComparison.Ordinal) && run.ArtifactHash == digest
                && string.Equals(run.Status, result.Status, StringComparison.Ordinal) && run.ExitCode == result.ExitCode,
            "the catalog has its run otherwise");
    }

    private void AuditTokens(NodeRecord node)
    {
        var tokens = Parse(node, NodeFiles.NextTokens, ContractJson.Default.NextTokens);
        Require(
            string.Equals(tokens.NodeId, node.NodeId, StringComparison.Ordinal) && tokens.RatchetStep == node.RatchetStep,
            "its next_tokens.json is that of another node or step");
        using var net = store.OpenCapability(node, RatchetKind.Net);
    }

    private byte[] Read(NodeRecord node, string name) => File.ReadAllBytes(store.Layout.NodeFile(node.NodeId, name));

    private T Parse<T>(NodeRecord node, string name, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
        where T : class => StrictJson.Parse(Read(node, name), type, name);

    private static void Require(bool holds, string reason)
    {
        if (!holds)
        {
            throw new SwarmException(ErrorCode.StoreDamaged, reason);
        }
    }

    private void Try(NodeRecord node, StoreProblemKind kind, Action audit)
    {
        try
        {
            audit();
        }
        catch (Exception exception) when (exception is SwarmException or IOException or UnauthorizedAccessException)
        {
            report(new StoreProblem(kind, node.NodeId, exception.Message));
        }
    }
}

using Swarm.Core.Contracts;
using Swarm.Core.Digests;
using Swarm.Core.Errors;
using Swarm.Core.Json;
using Swarm.Cryptography.Dsse;
using Swarm.Cryptography.Ratchet;
using Swarm.Cryptography.Signing;
using Swarm.Storage.Nodes;
using Swarm.Storage.Runs;
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

        AuditOrdinals(nodes);
        foreach (var run in store.ListRuns())
        {
            AuditRun(run, byId);
        }
    }

    /// <summary>The forks of a node with one label are numbered from 0, and no other node is.</summary>
    private void AuditOrdinals(IReadOnlyList<NodeRecord> nodes)
    {
        var counts = new Dictionary<(string?, string), int>();
        foreach (var node in nodes.OrderBy(node => node.Sequence))
        {
            var branch = (node.ParentNodeId, node.Label);
            var isFork = string.Equals(node.Operation, Operations.Fork, StringComparison.Ordinal);
            if (node.ForkOrdinal != (isFork ? counts.GetValueOrDefault(branch) : 0))
            {
                report(new StoreProblem(
                    StoreProblemKind.Catalog, node.NodeId, $"Its number among the forks of its parent, {node.ForkOrdinal}, is not the one that it was made with."));
            }

            counts[branch] = counts.GetValueOrDefault(branch) + (isFork ? 1 : 0);
        }
    }

    private void AuditRun(RunRecord run, Dictionary<string, NodeRecord> byId)
    {
        var node = run.NodeId is { } nodeId ? byId.GetValueOrDefault(nodeId) : null;
        var reason = run.NodeId is not null && node is null ? $"It names node {run.NodeId}, which is not there."
            : node is not null && !string.Equals(node.RunId, run.RunId, StringComparison.Ordinal) ? $"It names node {run.NodeId}, which another run made."
            : run is { FinishedAt: not null, WorkFolder: not null } ? $"It has ended, and names the folder '{run.WorkFolder}' as the one that it works in."
            : !store.IsRemote(run) && run.Backend is not RunRecord.LocalBackend ? $"It ran here, and the catalog names '{run.Backend}' as the place."
            : null;
        if (reason is not null)
        {
            report(new StoreProblem(StoreProblemKind.Catalog, run.RunId, reason));
        }
    }

    /// <summary>Audits the row and the certificate that a run from a node depends on; who signed it is for verification.</summary>
    public void AuditForResume(NodeRecord node)
    {
        var origin = node;
        if (!string.Equals(node.OriginNodeId, node.NodeId, StringComparison.Ordinal))
        {
            origin = store.FindNode(node.OriginNodeId);
            AuditFork(node, origin is null ? [] : new Dictionary<string, NodeRecord>(StringComparer.Ordinal) { [origin.NodeId] = origin });
        }

        if (origin is { CertificateSha256: { } digest })
        {
            Try(origin, StoreProblemKind.Certificate, () => ReadCertificate(origin, digest));
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
        var certificate = ReadCertificate(node, digest);
        var attestation = store.Layout.NodeFile(node.NodeId, NodeFiles.Attestation);
        if (store.FindRun(node.RunId ?? string.Empty) is not { } run)
        {
            Require(!File.Exists(store.Layout.NodeFile(node.NodeId, NodeFiles.Result)), "the catalog does not have the run that made it");
            Require(!File.Exists(attestation) || DsseEnvelope.Parse(DocumentFile.Read(attestation)).Signatures.Count > 0, "its attestation has no signature");
            return;
        }

        var keys = VerificationKey.TryParse(certificate.Runtime.RunnerKey, out var runner) && store.IsRemote(run) ? [.. trustedKeys, runner] : trustedKeys;
        Require(DsseEnvelope.Parse(Read(node, NodeFiles.Attestation)).Verify(keys) is not null, "no trusted key has signed its attestation");
        Require(certificate.Policy is not { } policy || Digest.Compute(Read(node, NodeFiles.Policy)) == policy.PolicyHash, "its policy.json is not the one that its certificate names");
        Require(Digest.Compute(Read(node, NodeFiles.RunSpec)) == certificate.RequestHash, "its run_spec.json is not the one that its certificate names");
        var result = Parse(node, NodeFiles.Result, ContractJson.Default.RunResult);
        Require(IsResultOf(result, node, certificate, digest), "its result.json is not that of its certificate");
        Require(
            IsRunOf(run, node, certificate, result) && (store.IsRemote(run) || string.Equals(run.StartedAt, certificate.Runtime.StartedAt, StringComparison.Ordinal)),
            "the catalog has its run otherwise");
    }

    private Certificate ReadCertificate(NodeRecord node, Digest digest)
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
        return certificate;
    }

    private static bool IsResultOf(RunResult result, NodeRecord node, Certificate certificate, Digest digest) =>
        result.ArtifactHash == digest
        && string.Equals(result.RunId, certificate.JobId, StringComparison.Ordinal)
        && string.Equals(result.NodeId, node.NodeId, StringComparison.Ordinal)
        && string.Equals(result.ParentNodeId, node.ParentNodeId, StringComparison.Ordinal)
        && string.Equals(result.Operation, certificate.Node?.Operation, StringComparison.Ordinal)
        && string.Equals(result.Status, certificate.Result.Status, StringComparison.Ordinal)
        && result.ExitCode == certificate.Result.ExitCode
        && (certificate.Restore is not { } restore || string.Equals(result.RestoreMode, restore.Mode, StringComparison.Ordinal));

    private static bool IsRunOf(RunRecord run, NodeRecord node, Certificate certificate, RunResult result) =>
        string.Equals(run.NodeId, node.NodeId, StringComparison.Ordinal)
        && run.ArtifactHash == result.ArtifactHash && run.ExitCode == result.ExitCode
        && string.Equals(run.Status, result.Status, StringComparison.Ordinal)
        && string.Equals(run.Operation, result.Operation, StringComparison.Ordinal)
        && string.Equals(run.Label, node.Label, StringComparison.Ordinal)
        && string.Equals(run.ParentNodeId, node.ParentNodeId, StringComparison.Ordinal)
        && string.Equals(run.FinishedAt, certificate.Runtime.FinishedAt, StringComparison.Ordinal)
        && string.Equals(run.ErrorCode, result.Errors.Count > 0 ? result.Errors[0].Code : null, StringComparison.Ordinal)
        && string.Equals(run.Message, result.Errors.Count > 0 ? result.Errors[0].Message : null, StringComparison.Ordinal);

    private void AuditTokens(NodeRecord node)
    {
        var tokens = Parse(node, NodeFiles.NextTokens, ContractJson.Default.NextTokens);
        Require(
            string.Equals(tokens.NodeId, node.NodeId, StringComparison.Ordinal) && tokens.RatchetStep == node.RatchetStep,
            "its next_tokens.json is that of another node or step");
        using var net = store.OpenCapability(node, RatchetKind.Net);
    }

    private byte[] Read(NodeRecord node, string name) => DocumentFile.Read(store.Layout.NodeFile(node.NodeId, name));

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

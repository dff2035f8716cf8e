using Swarm.Core.Contracts;
using Swarm.Core.Digests;
using Swarm.Core.Errors;
using Swarm.Core.Identifiers;
using Swarm.Core.Json;
using Swarm.Engine.Sessions;
using Swarm.Engine.Trust;
using Swarm.Execution.Folders;
using Swarm.State.Checking;
using Swarm.Storage.Bundles;
using Swarm.Storage.Nodes;
using Swarm.Storage.Runs;
using Swarm.Verification.Certificates;
using Swarm.Verification.Verdicts;

namespace Swarm.Engine.Remote;

/// <summary>One run that is collected: its artifacts are verified, and then, and only then, taken in.</summary>
internal sealed class Collection(SwarmSession session, CollectRequest request, RunRecord run, RemoteRun remote)
{
    public void Collect(CancellationToken cancellationToken)
    {
        var folder = session.Resolve(request.Folder);
        var artifacts = Artifacts.Read(folder, request.Attestation is null ? null : session.Resolve(request.Attestation), remote.Spec);
        if (run.NodeId is not null)
        {
            RequireSame(artifacts, run);
            return;
        }

        if (!RemoteRunService.IsOpen(run))
        {
            throw new SwarmException(ErrorCode.SpecInvalid, $"Run {run.RunId} is {run.Status}, so that nothing of it is taken in: run it again.");
        }

        Verify(artifacts);
        try
        {
            Import(artifacts, cancellationToken);
        }
        catch (SwarmException exception) when (exception.ErrorCode == ErrorCode.StoreBusy && session.Store.FindRun(run.RunId) is { NodeId: not null } collected)
        {
            // Another process collected it meanwhile.
            RequireSame(artifacts, collected);
        }
    }

    // An array that is null would become memory that is empty, and there.
    private static ReadOnlyMemory<byte>? Memory(byte[]? bytes) => bytes is null ? (ReadOnlyMemory<byte>?)null : bytes;

    private static void RequireSame(Artifacts artifacts, RunRecord collected)
    {
        if (Digest.Compute(artifacts.CertificateBytes) != collected.ArtifactHash)
        {
            throw new SwarmException(
                ErrorCode.CertificateDigestMismatch, $"Run {collected.RunId} was collected already, with the certificate {collected.ArtifactHash}; these artifacts have another, and nothing was changed.");
        }
    }

    private void Verify(Artifacts artifacts)
    {
        var parent = remote.Spec.ParentNodeId is { } parentId
            ? session.Store.FindNode(parentId) ?? throw new SwarmException(ErrorCode.NodeNotFound, $"Node {parentId}, which run {run.RunId} started from, is gone from this store.")
            : null;
        ArtifactChecks.RequireRun(artifacts, remote);
        ArtifactChecks.RequireParent(artifacts, remote, parent);
        ArtifactChecks.RequireRunner(artifacts, remote);
        ArtifactChecks.RequirePolicies(artifacts, remote);
        if (artifacts.Attestation is null && !request.WaiveAttestation)
        {
            throw new SwarmException(
                ErrorCode.ArtifactMissingAttestation,
                $"Nothing attests the certificate of run {run.RunId}: get '{ArtifactFiles.Attestation}', or waive the attestation if you trust whoever brought the artifacts.");
        }

        var evidence = new CertificateEvidence($"run {run.RunId}", artifacts.CertificateBytes, artifacts.Signature)
        {
            Bundle = Memory(artifacts.Attestation),
            Policy = Memory(remote.Policy?.Content),
        };
        var verdict = session.Trust.VerifyArtifact(evidence, Expect(artifacts, parent));
        if (!verdict.IsValid)
        {
            throw new SwarmException(verdict.ErrorCode!, $"The certificate of run {run.RunId} does not hold, and nothing was taken in. {verdict.Reason}");
        }
    }

    private VerifyRequest Expect(Artifacts artifacts, NodeRecord? parent)
    {
        // Without an attestation the runner's own key has nobody to vouch for it; continuity still shows who made the node.
        var required = new List<string> { CheckNames.Continuity };
        required.AddRange(artifacts.Attestation is null ? [] : [CheckNames.Attestation, CheckNames.Signature]);
        required.AddRange(remote.Policy is null ? [] : [CheckNames.Policy]);
        required.AddRange(parent is { CertificateSha256: null } ? [] : [CheckNames.Parent]);
        return new VerifyRequest
        {

            // What lies beside the certificate authenticates nothing: it stands in only where the caller waives who attests.
            ExpectedArtifactHash = artifacts.Attestation is null ? artifacts.Result.ArtifactHash : null,
            RequiredCommit = request.RequiredCommit ?? remote.RequiredCommit,

            // Who states what an attestation must say asks for one, and here there may be none.
            TrustedRoot = artifacts.Attestation is null ? null : request.TrustedRoot,
            Identity = artifacts.Attestation is null ? null : request.Identity,
            IdentityPattern = artifacts.Attestation is null ? null : request.IdentityPattern,
            TrustedWorkflows = [WorkflowPin.Parse(remote.WorkflowRef).Path],
            Issuer = artifacts.Attestation is null ? null : request.Issuer,
            Required = required,
        };
    }

    private void Import(Artifacts artifacts, CancellationToken cancellationToken)
    {
        artifacts.RequireBundleDigest();
        var (store, random) = (session.Store, session.Options.Random);
        using var folder = RunFolder.Create(session.Configuration.WorkFolder!, Identifier.Create("collect-", random));
        var result = artifacts.Certificate.Result;
        var finished = Finish(artifacts);
        var import = new BundleImport
        {
            Path = artifacts.Bundle,
            NextTokens = artifacts.NextTokens,
            ExpectedNode = artifacts.Node,
            Certificate = artifacts.CertificateBytes,
            Attestation = artifacts.Signature,
            Policy = Memory(remote.Policy?.Content),
            Run = finished,
            Documents = Documents(artifacts),
            LogFile = artifacts.Has(ArtifactFiles.Log)
                ? artifacts.Open(ArtifactFiles.Log, folder.Log, store.Keys.Sealing, result.LogSha256, ErrorCode.ArtifactLogInvalid)
                : null,
            ResponseFile = result.ResponseSha256 is null
                ? null
                : artifacts.Open(ArtifactFiles.Response, folder.Output, store.Keys.Sealing, result.ResponseSha256, ErrorCode.ArtifactResponseInvalid),
            ReceiptsFile = artifacts.Certificate.Network?.ReceiptsSha256 is { } receipts
                ? artifacts.Open(ArtifactFiles.Receipts, folder.Receipts, store.Keys.Sealing, receipts, ErrorCode.ArtifactReceiptsInvalid)
                : null,
            AllowOutwardLinks = request.AllowOutwardLinks,
            StateCopy = folder.StateFile,
            CheckState = path => StateDatabase.Check(path, options: null, cancellationToken),
        };
        try
        {
            BundleImporter.Import(store, import, random, session.Clock, cancellationToken);
        }
        catch (SwarmException exception) when (exception.ErrorCode == ErrorCode.BundleInvalid)
        {
            throw new SwarmException(ErrorCode.ArtifactBundleInvalid, exception.Message, exception);
        }

        // A node that somebody imported by hand before is there without its run.
        if (store.FindRun(run.RunId) is { NodeId: null })
        {
            store.PutRun(finished);
        }
    }

    private Dictionary<string, byte[]> Documents(Artifacts artifacts)
    {
        var documents = new Dictionary<string, byte[]>(StringComparer.Ordinal)
        {
            [NodeFiles.Result] = artifacts.ResultBytes,
            [NodeFiles.RunSpec] = CanonicalJson.Serialize(remote.Spec, ContractJson.Default.RunSpec),
        };
        if (artifacts.Attestation is { } attestation)
        {
            documents[NodeFiles.SigstoreBundle] = attestation;
        }

        return documents;
    }

    private RunRecord Finish(Artifacts artifacts)
    {
        var (certificate, result) = (artifacts.Certificate, artifacts.Result);
        var error = result.Errors.Count > 0 ? result.Errors[0] : null;
        return run with
        {
            Status = result.Status,
            NodeId = result.NodeId,
            ExitCode = result.ExitCode,
            ArtifactHash = result.ArtifactHash,
            Message = error?.Message,
            ErrorCode = error?.Code,
            FinishedAt = certificate.Runtime.FinishedAt,
        };
    }
}

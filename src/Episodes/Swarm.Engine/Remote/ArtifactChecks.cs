using Swarm.Core.Contracts;
using Swarm.Core.Digests;
using Swarm.Core.Errors;
using Swarm.Core.Json;
using Swarm.Cryptography.Signing;
using Swarm.Storage.Nodes;

namespace Swarm.Engine.Remote;

/// <summary>Holds what a runner gave out to the run that was asked for. Each check refuses with a code of its own.</summary>
internal static class ArtifactChecks
{
    private const string None = "none";
    private const int MostMessageCharacters = 4096;

    /// <summary>The artifacts are of one run, and of this one.</summary>
    public static void RequireRun(Artifacts artifacts, RemoteRun remote)
    {
        var (certificate, result, node) = (artifacts.Certificate, artifacts.Result, artifacts.Node);
        var digest = Digest.Compute(artifacts.CertificateBytes);
        Require(
            result.ArtifactHash == digest, ErrorCode.CertificateDigestMismatch, $"the result names the certificate {result.ArtifactHash}, and the one that came is {digest}");
        Require(
            Same(certificate.JobId, remote.RunId) && Same(result.RunId, remote.RunId) && Same(node.RunId, remote.RunId),
            ErrorCode.ArtifactRunInvalid,
            $"they are of run {certificate.JobId}, and run {remote.RunId} is collected");
        var asked = Digest.Compute(CanonicalJson.Serialize(remote.Spec, ContractJson.Default.RunSpec));
        Require(
            certificate.RequestHash == asked && Same(certificate.Mode, remote.Spec.Mode) && certificate.Deterministic == false,
            ErrorCode.ArtifactRunInvalid,
            $"the runner executed the request {certificate.RequestHash}, and {asked} was asked for");
        Require(IsOfNode(certificate, node), ErrorCode.ArtifactNodeInvalid, "the node is not the one that the certificate is about");
        Require(IsOfResult(certificate, result), ErrorCode.ArtifactResultInvalid, "the result does not say what the certificate says");
    }

    /// <summary>The run goes on from the node that it was asked to go on from.</summary>
    public static void RequireParent(Artifacts artifacts, RemoteRun remote, NodeRecord? parent)
    {
        var (certificate, spec) = (artifacts.Certificate, remote.Spec);
        var state = certificate.ParentState;
        Require(
            certificate.Node is { } node && Same(node.ParentNodeId, spec.ParentNodeId) && Same(node.Operation, spec.Operation) && Same(node.Label, spec.Label)
                && Same(artifacts.Node.ParentNodeId, spec.ParentNodeId) && Same(artifacts.Node.Label, spec.Label)
                && Same(artifacts.Node.Operation, parent is null ? Operations.Launch : Operations.Resume)
                && certificate.Result.NewState.RatchetStep == (parent is null ? 0 : parent.RatchetStep + 1),
            ErrorCode.CertificateLineageBroken,
            "the node's parent, label, operation or ratchet step is not what was asked for");
        Require(
            Same(state.StateId, parent?.StateId) && state.SnapshotRoot == parent?.SnapshotRoot && state.RatchetStep == parent?.RatchetStep
                && state.CertificateSha256 == parent?.CertificateSha256 && state.BundleSha256 == (parent is null ? null : remote.BundleSha256),
            ErrorCode.CertificateLineageBroken,
            "the run did not start from the parent's state as this store has it");
    }

    /// <summary>The run executed under the pinned workflow, with an ephemeral key of its own, and with no protection waived that was not.</summary>
    public static void RequireRunner(Artifacts artifacts, RemoteRun remote)
    {
        var (runtime, sandbox) = (artifacts.Certificate.Runtime, artifacts.Certificate.Sandbox);
        Require(
            Same(runtime.WorkflowRef, remote.WorkflowRef),
            ErrorCode.CertificateCommitMismatch,
            $"the run executed under the workflow '{runtime.WorkflowRef}', and '{remote.WorkflowRef}' was asked for");
        Require(
            VerificationKey.TryParse(runtime.RunnerKey, out _), ErrorCode.ArtifactCertificateInvalid, "the certificate names no key of the runner's own");
        var waived = runtime.Waived ?? [];
        var mayWaive = remote.AllowUnconfined ? new[] { Waivers.Confinement } : [];
        Require(
            waived.All(name => mayWaive.Contains(name, StringComparer.Ordinal)),
            ErrorCode.SandboxUnavailable,
            $"the runner waived {string.Join(", ", waived)}, which the request did not allow");
        Require(
            !Same(sandbox, None) || waived.Contains(Waivers.Confinement, StringComparer.Ordinal),
            ErrorCode.SandboxUnavailable,
            "nothing confined the step, and the certificate does not say that this was waived");
    }

    /// <summary>The run executed under the policy that it was asked for with, and started as its restore policy allows.</summary>
    public static void RequirePolicies(Artifacts artifacts, RemoteRun remote)
    {
        var certificate = artifacts.Certificate;
        Require(
            certificate.Policy?.PolicyHash == remote.Spec.PolicySha256,
            ErrorCode.PolicyHashMismatch,
            $"the run executed under the policy {certificate.Policy?.PolicyHash.ToString() ?? None}, and {remote.Spec.PolicySha256?.ToString() ?? None} was asked for");
        Require(
            Same(certificate.Restore?.Mode, CertificateRestore.Checkpoint) || (remote.Spec.ParentNodeId is not null && Same(remote.Spec.RestorePolicy, RestorePolicies.AllowColdStart)),
            ErrorCode.RestoreFailed,
            $"the run started as '{certificate.Restore?.Mode}', which its restore policy {remote.Spec.RestorePolicy} does not allow");
    }

    private static bool IsOfNode(Certificate certificate, NodeDocument node)
    {
        var state = certificate.Result.NewState;
        return Same(certificate.Node?.NodeId, node.NodeId) && Same(certificate.Timestamp, node.CreatedAt) && state.RatchetStep == node.RatchetStep && Same(state.StateId, node.StateId)
            && state.SnapshotRoot == node.SnapshotRoot && state.StateCommitment == node.StateCommitment && state.NetCommitment == node.NetCommitment;
    }

    private static bool IsOfResult(Certificate certificate, RunResult result) =>
        Same(certificate.Node?.NodeId, result.NodeId) && Same(certificate.Node?.ParentNodeId, result.ParentNodeId) && Same(certificate.Node?.Operation, result.Operation)
        && Same(certificate.Result.Status, result.Status) && certificate.Result.ExitCode == result.ExitCode && Same(certificate.Restore?.Mode, result.RestoreMode)
        && result.Errors.All(IsPlain) && (RunStatus.ErrorOf(result.Status) is not null || Same(result.Status, RunStatus.Succeeded));

    // The result is not signed, and people read its messages.
    private static bool IsPlain(ErrorEntry error) =>
        error.Message.Length <= MostMessageCharacters && !error.Message.Any(char.IsControl) && ErrorCode.Find(error.Code) != ErrorCode.Unexpected;

    private static bool Same(string? left, string? right) => string.Equals(left, right, StringComparison.Ordinal);

    private static void Require(bool holds, ErrorCode code, string reason)
    {
        if (!holds)
        {
            throw new SwarmException(code, $"The artifacts are refused, and nothing was taken in: {reason}.");
        }
    }
}

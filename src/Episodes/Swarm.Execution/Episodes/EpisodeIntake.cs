using Swarm.Core.Contracts;
using Swarm.Core.Errors;
using Swarm.Cryptography.Ratchet;
using Swarm.Execution.Folders;
using Swarm.Execution.Workspaces;
using Swarm.State.Checking;
using Swarm.Storage.Snapshots;
using Swarm.Storage.Stores;

namespace Swarm.Execution.Episodes;

/// <summary>What a step starts with.</summary>
internal sealed class EpisodeIntake(Store store, EpisodeRequest request)
{
    /// <summary>Fills the folder: from the parent's snapshot, or with what a launch brings.</summary>
    /// <param name="folder">The run's folder, empty.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public (RestoredTree Restored, CertificateRestore Restore) Restore(RunFolder folder, CancellationToken cancellationToken)
    {
        if ((request.Parent ?? request.Inputs) is not { } source)
        {
            TakeIn(folder, cancellationToken);
            return (RestoredTree.Empty, new CertificateRestore { Mode = CertificateRestore.Checkpoint, Reason = null });
        }

        try
        {
            using var capability = store.OpenCapability(source, RatchetKind.State);
            var manifest = store.ReadManifest(source, capability);
            var restored = store.Restore(manifest, folder.Workspace, folder.StateFile, cancellationToken);
            EnsureState(folder);
            return (restored, new CertificateRestore { Mode = CertificateRestore.Checkpoint, Reason = null });
        }
        catch (SwarmException exception) when (exception.ErrorCode == ErrorCode.StoreDamaged || exception.ErrorCode == ErrorCode.RestoreFailed)
        {
            // A launch that could not have what it brings would be another run.
            if (request.Parent is null || string.Equals(request.RestorePolicy, RestorePolicies.FailClosed, StringComparison.Ordinal))
            {
                throw new SwarmException(ErrorCode.RestoreFailed, $"Node {source.NodeId} cannot be restored: {exception.Message}", exception);
            }

            request.Warning?.Invoke($"Cold start, because node {source.NodeId} cannot be restored: {exception.Message}");
            folder.Clear();
            EnsureState(folder);
            return (RestoredTree.Empty, new CertificateRestore { Mode = CertificateRestore.ColdStart, Reason = exception.Code });
        }
    }

    /// <summary>Copies in what a launch brings.</summary>
    public void TakeIn(RunFolder folder, CancellationToken cancellationToken)
    {
        if (request.StateSource is { } state)
        {
            StateDatabase.CopyConsistent(state, folder.StateFile, cancellationToken: cancellationToken);
        }

        EnsureState(folder);
        if (request.WorkspaceSource is { } workspace)
        {
            foreach (var warning in WorkspaceIntake.Copy(workspace, folder.Workspace, request.OmitsGitIgnored, cancellationToken))
            {
                request.Warning?.Invoke(warning);
            }
        }
    }

    private static void EnsureState(RunFolder folder)
    {
        if (!File.Exists(folder.StateFile))
        {
            StateDatabase.CreateEmpty(folder.StateFile);
        }
    }
}

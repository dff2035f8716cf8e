using System.Security.Cryptography;
using Swarm.Core.Digests;
using Swarm.Core.Errors;
using Swarm.Execution.Folders;
using Swarm.Execution.Steps;
using Swarm.State.Checking;
using Swarm.Storage.Manifests;
using Swarm.Storage.Snapshots;
using Swarm.Storage.Trees;

namespace Swarm.Execution.Episodes;

/// <summary>What may be taken of that which a step left in its folder. All of it is untrusted; no process of the step runs any more.</summary>
/// <param name="HasWorkspace">Whether the workspace is still a folder of the step's own.</param>
/// <param name="StateRefused">The code of what is wrong with the state; null where nothing is.</param>
/// <param name="IsLogIntact">Whether the log's file holds what was written to it.</param>
/// <param name="IsResponseWithinLimit">Whether the response is not larger than the step's output may be.</param>
internal sealed record StepRemains(bool HasWorkspace, string? StateRefused, bool IsLogIntact, bool IsResponseWithinLimit)
{
    /// <summary>What of the state could not be checked, because this SQLite lacks what its schema names.</summary>
    public IReadOnlyList<string> StateUnchecked { get; private init; } = [];

    /// <summary>Looks at it, takes the state's journals in and checks the state.</summary>
    public static StepRemains Examine(RunFolder folder, RestoredTree restored, StepOutcome outcome, long limitBytes, CancellationToken cancellationToken)
    {
        var (hasWorkspace, hasState) = folder.Reclaim();
        IReadOnlyList<string> left = [];
        return new StepRemains(
            hasWorkspace,
            hasState ? CheckState(folder, restored, limitBytes, cancellationToken, out left) : ErrorCode.StateInvalid.Name,
            IsIntact(folder.Log, outcome),
            FileStatus.Read(folder.Output) is not { Kind: EntryKind.File } response || response.Size <= limitBytes)
        {
            StateUnchecked = left,
        };
    }

    private static string? CheckState(
        RunFolder folder, RestoredTree restored, long limitBytes, CancellationToken cancellationToken, out IReadOnlyList<string> left)
    {
        left = [];
        if (restored.Identities.TryGetValue(ManifestEntry.StatePath, out var before) && FileStatus.Read(folder.StateFile)?.Identity == before
            && FileStatus.Read(folder.StateFile + "-wal") is null && FileStatus.Read(folder.StateFile + "-journal") is null)
        {
            return null;
        }

        try
        {
            left = StateDatabase.Check(folder.StateFile, new StateCheckOptions { MaximumBytes = limitBytes }, cancellationToken).Unchecked;
            return null;
        }
        catch (SwarmException exception)
        {
            return exception.Code;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return ErrorCode.StateInvalid.Name;
        }
    }

    // The file lies within the step's reach, so it can have been written by the step too.
    private static bool IsIntact(string log, StepOutcome outcome)
    {
        if (FileStatus.Read(log) is not { Kind: EntryKind.File } status || status.Size != outcome.LogBytes)
        {
            return false;
        }

        try
        {
            using var stream = new FileStream(log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return new Digest(SHA256.HashData(stream)) == outcome.LogDigest;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}

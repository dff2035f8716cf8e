using Swarm.Core.Contracts;
using Swarm.Core.Errors;
using Swarm.Core.Locks;
using Swarm.Core.Time;
using Swarm.Engine.Sessions;
using Swarm.Execution.Folders;
using Swarm.Storage.Runs;

namespace Swarm.Engine.Runs;

/// <summary>Runs whose process is proven to have ended in their middle: shown so by whoever reads, recorded and cleared up after by whoever writes.</summary>
internal static class AbandonedRuns
{
    /// <summary>Shows a run as it stands: one that is recorded as running and is not any more is abandoned.</summary>
    public static RunRecord Show(SwarmSession session, RunRecord run) => IsAbandoned(session, run) ? Describe(session, run) : run;

    /// <summary>Records which runs are abandoned and removes their folders. It fails no command.</summary>
    public static void Sweep(SwarmSession session)
    {
        foreach (var run in session.Store.ListRuns(RunStatus.Running).Where(run => IsAbandoned(session, run)))
        {
            TryAbandon(session, run);
        }

        try
        {
            RunFolder.RemoveAbandoned(session.Configuration.WorkFolder!);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The next sweep takes them.
        }
    }

    private static void TryAbandon(SwarmSession session, RunRecord run)
    {
        try
        {
            session.Store.Abandon(Describe(session, run), () => IsAbandoned(session, run));
        }
        catch (Exception exception) when (exception is SwarmException or IOException or UnauthorizedAccessException)
        {
            // A store that is only read, or cannot be written now, is shown as it is.
        }
    }

    private static bool IsAbandoned(SwarmSession session, RunRecord run) =>
        string.Equals(run.Status, RunStatus.Running, StringComparison.Ordinal) && session.Store.JudgeRun(run.RunId) switch
        {
            OwnerState.Dead => true,
            OwnerState.Absent => run.WorkFolder is { } folder && RunFolder.Judge(folder) == OwnerState.Dead,
            _ => false,
        };

    private static RunRecord Describe(SwarmSession session, RunRecord run) => run with
    {
        Status = RunStatus.Abandoned,
        Message = "The process that ran it ended before it was finished.",
        ErrorCode = ErrorCode.Unexpected.Name,
        WorkFolder = null,
        FinishedAt = RecordedClock.Format(session.Clock.Now),
    };
}

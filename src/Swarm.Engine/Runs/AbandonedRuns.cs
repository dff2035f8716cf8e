using Swarm.Core.Contracts;
using Swarm.Core.Errors;
using Swarm.Core.Time;
using Swarm.Engine.Sessions;
using Swarm.Execution.Folders;
using Swarm.Storage.Runs;

namespace Swarm.Engine.Runs;

/// <summary>Clears up after processes that ended in the middle of a run.</summary>
internal static class AbandonedRuns
{
    /// <summary>Marks runs whose process is gone and removes their folders.</summary>
    public static void Sweep(SwarmSession session)
    {
        foreach (var run in session.Store.ListRuns(RunStatus.Running).Where(run => run.WorkFolder is not null))
        {
            TryAbandon(session, run);
        }

        RunFolder.RemoveAbandoned(session.Configuration.WorkFolder!);
    }

    private static void TryAbandon(SwarmSession session, RunRecord run)
    {
        try
        {
            RunFolder.IfAbandoned(run.WorkFolder!, () =>
            {
                // Between the two looks its process may have finished it.
                if (session.Store.FindRun(run.RunId) is { Status: RunStatus.Running } still)
                {
                    Abandon(session, still);
                }
            });
        }
        catch (SwarmException)
        {
            // A store that is only read is shown as it is.
        }
    }

    private static void Abandon(SwarmSession session, RunRecord run) => session.Store.PutRun(run with
    {
        Status = RunStatus.Abandoned,
        Message = "The process that ran it ended before it was finished.",
        ErrorCode = ErrorCode.Unexpected.Name,
        WorkFolder = null,
        FinishedAt = RecordedClock.Format(session.Clock.Now),
    });
}

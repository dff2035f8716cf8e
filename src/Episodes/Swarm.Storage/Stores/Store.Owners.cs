using Swarm.Core.Contracts;
using Swarm.Core.Errors;
using Swarm.Core.Files;
using Swarm.Core.Locks;
using Swarm.Storage.Runs;

namespace Swarm.Storage.Stores;

/// <content>Whose runs are under way. Who sees the store sees it here, whether or not the run's folder can be seen.</content>
public sealed partial class Store
{
    /// <summary>Names this process as the one that runs a run, for as long as it lives or until what is given is disposed of.</summary>
    /// <param name="runId">The run.</param>
    /// <exception cref="SwarmException">Another process runs it, or may (<c>STORE_BUSY</c>); or locks do not hold here (<c>LOCK_UNAVAILABLE</c>).</exception>
    public OwnerFile OwnRun(string runId)
    {
        var file = Layout.OwnerFile(runId);
        using var writing = LockWrites("begin a run");
        if (OwnerFile.Judge(file) is OwnerState.Alive or OwnerState.Unproven)
        {
            throw new SwarmException(ErrorCode.StoreBusy, $"Run {runId} is under way in another process, or may be on another machine: wait for it, or remove '{file}' once that is sure to have ended.");
        }

        try
        {
            return OwnerFile.Create(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw DurableFile.Unwritable(file, exception);
        }
    }

    /// <summary>Says whether the process that runs a run still does.</summary>
    /// <param name="runId">The run.</param>
    public OwnerState JudgeRun(string runId) => OwnerFile.Judge(Layout.OwnerFile(runId));

    /// <summary>Records how a run ended whose process is dead, unless it was recorded, or begun again, meanwhile.</summary>
    /// <param name="run">The run as it is to be recorded.</param>
    /// <param name="isDead">Whether its process is proven dead; asked while nobody else can begin it.</param>
    public void Abandon(RunRecord run, Func<bool> isDead)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(isDead);
        Write("record a run", transaction =>
        {
            if (isDead() && transaction.ReadFirst("SELECT status FROM run WHERE run_id = $run", row => row.GetString(0), ("$run", run.RunId)) is RunStatus.Running)
            {
                transaction.PutRun(run);
                File.Delete(Layout.OwnerFile(run.RunId));
            }

            return true;
        });
    }
}

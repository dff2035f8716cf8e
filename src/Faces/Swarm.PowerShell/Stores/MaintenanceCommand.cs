using System.Management.Automation;
using Swarm.PowerShell.Commands;
using Swarm.PowerShell.Pipelines;
using Swarm.Storage.Maintenance;

namespace Swarm.PowerShell.Stores;

/// <summary>What all cmdlets share that read or write a whole store: progress, and an end when the pipeline stops.</summary>
public abstract class MaintenanceCommand : SwarmCommand
{
    private readonly WorkPool _pool = new(limit: 1);

    /// <summary>Does the work on a thread of its own, and shows how far it got.</summary>
    /// <typeparam name="T">What it gives.</typeparam>
    /// <param name="activity">What to call it.</param>
    /// <param name="work">The work.</param>
    private protected T Work<T>(string activity, Func<IProgress<MaintenanceProgress>, CancellationToken, T> work)
    {
        var result = default(T);
        var progress = new PostedProgress<MaintenanceProgress>(
            _pool, new Throttle(TimeSpan.FromMilliseconds(200), TimeProvider.System), value => Show(activity, value));
        _pool.Run(token =>
        {
            result = work(progress, token);
            return Task.CompletedTask;
        });
        WriteProgress(new ProgressRecord(0, activity, "Finished") { RecordType = ProgressRecordType.Completed });
        return result!;
    }

    /// <inheritdoc/>
    protected override void StopProcessing()
    {
        _pool.Cancel();
        base.StopProcessing();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _pool.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Show(string activity, MaintenanceProgress progress) => WriteProgress(
        new ProgressRecord(0, activity, $"{progress.DoneBytes >> 20} of {progress.TotalBytes >> 20} MiB")
        {
            PercentComplete = progress.TotalBytes > 0 ? (int)Math.Min(100, progress.DoneBytes * 100.0 / progress.TotalBytes) : -1,
        });
}

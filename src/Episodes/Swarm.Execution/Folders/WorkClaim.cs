using System.Diagnostics;
using Swarm.Core.Errors;
using Swarm.Core.Files;
using Swarm.Core.Locks;

namespace Swarm.Execution.Folders;

/// <summary>
/// The right to make, judge or give up the folders of runs. It is held for an instant only, so that no process takes a
/// folder for abandoned while another one makes it.
/// </summary>
internal static class WorkClaim
{
    private const string Name = "claim.lock";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    /// <summary>Waits for the right; whoever has it disposes it.</summary>
    /// <param name="workFolder">The folder that holds the folders of runs.</param>
    /// <exception cref="SwarmException">The folder cannot be written, or another process keeps the right.</exception>
    public static IDisposable Take(string workFolder)
    {
        var path = Path.Combine(workFolder, Name);
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            if (TryTake(path) is { } claim)
            {
                return claim;
            }

            if (Stopwatch.GetElapsedTime(started) > Patience)
            {
                throw new SwarmException(ErrorCode.StoreBusy, $"Another process has kept '{path}' for {Patience.TotalSeconds:0} s: end it, then try again.");
            }

            Thread.Sleep(Pause);
        }
    }

    private static FileLock? TryTake(string path)
    {
        try
        {
            return FileLock.TryTake(path, isExclusive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw DurableFile.Unwritable(path, exception);
        }
    }
}

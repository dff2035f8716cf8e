using System.Diagnostics;
using Swarm.Core.Errors;
using Swarm.Core.Files;

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
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1);
            }
            catch (IOException exception) when (IsHeld(exception))
            {
                if (Stopwatch.GetElapsedTime(started) > Patience)
                {
                    throw new SwarmException(
                        ErrorCode.StoreBusy, $"Another process has kept '{path}' for {Patience.TotalSeconds:0} s: end it, then try again.", exception);
                }

                Thread.Sleep(Pause);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                throw DurableFile.Unwritable(path, exception);
            }
        }
    }

    // EWOULDBLOCK on Linux and macOS, a sharing or lock violation on Windows.
    private static bool IsHeld(IOException exception)
    {
        const int SharingViolation = unchecked((int)0x80070020), LockViolation = unchecked((int)0x80070021);
        return exception.HResult is 11 or 35 or SharingViolation or LockViolation;
    }
}

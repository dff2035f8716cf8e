using System.Diagnostics;

namespace Swarm.Supervisor;

/// <summary>
/// Samples the resident memory of all descendants (Linux), about ten times a second. What several of them share counts once
/// for each.
/// </summary>
/// <param name="limit">The most bytes; 0 for any number.</param>
/// <param name="session">The session that the program leads.</param>
internal sealed class MemoryWatch(long limit, int session)
{
    private const int StackSize = 256 * 1024;
    private const int IntervalMilliseconds = 100;

    // Reading the table of a busy machine takes its time: of this thread's time it is never more than a twentieth.
    private const int Moderation = 19;

    private readonly ManualResetEventSlim _exceeded = new();
    private long _bytes;

    /// <summary>Set when the limit was exceeded.</summary>
    internal WaitHandle Exceeded => _exceeded.WaitHandle;

    /// <summary>The bytes that exceeded the limit; null where none did.</summary>
    internal long? ExceedingBytes => _exceeded.IsSet ? _bytes : null;

    /// <summary>Watches on a thread of its own, where there is a limit.</summary>
    internal void Start()
    {
        if (limit > 0)
            new Thread(Run, StackSize) { IsBackground = true }.Start();
    }

    private void Run()
    {
        while (true)
        {
            var start = Stopwatch.GetTimestamp();
            _bytes = ProcessTable.Members(Environment.ProcessId, session).Sum(member => member.ResidentBytes);
            if (_bytes > limit)
            {
                _exceeded.Set();
                return;
            }

            var cost = Stopwatch.GetElapsedTime(start);
            Thread.Sleep((int)Math.Clamp(cost.TotalMilliseconds * Moderation, IntervalMilliseconds, IntervalMilliseconds * 100));
        }
    }
}

using System.Diagnostics;

namespace Swarm.Supervisor;

/// <summary>
/// Samples the resident memory of all descendants, and how many processes and threads they are (Linux). Memory that several of
/// them share counts once for each.
/// </summary>
/// <param name="memoryLimit">The most bytes; 0 for any number.</param>
/// <param name="processLimit">The most processes and threads; 0 for any number.</param>
internal sealed class LimitWatch(long memoryLimit, int processLimit)
{
    private const int StackSize = 256 * 1024;
    private const int MemoryInterval = 100;

    // A crowd gathers more quickly than memory fills; counting it is quick, too.
    private const int ProcessInterval = 5;
    private const int Everybody = -1;

    // Reading the table of a busy machine takes its time: of this thread's time it is never more than a twentieth.
    private const int Moderation = 19;

    private readonly ManualResetEventSlim _exceeded = new();
    private readonly ManualResetEventSlim _begun = new();
    private int _session;
    private int _pause;
    private long? _bytes;
    private int? _processes;

    /// <summary>Set when a limit was exceeded.</summary>
    internal WaitHandle Exceeded => _exceeded.WaitHandle;

    /// <summary>The bytes that exceeded the limit; null where none did.</summary>
    internal long? ExceedingBytes => _exceeded.IsSet ? _bytes : null;

    /// <summary>The processes and threads that exceeded the limit; null where they did not.</summary>
    internal int? ExceedingProcesses => _exceeded.IsSet ? _processes : null;

    /// <summary>Prepares a thread, where there is a limit: later the program may leave no room for one.</summary>
    internal void Start()
    {
        if (memoryLimit > 0 || processLimit > 0)
            new Thread(Run, StackSize) { IsBackground = true }.Start();
    }

    /// <summary>Watches on that thread.</summary>
    /// <param name="session">The session that the program leads.</param>
    internal void Begin(int session)
    {
        _session = session;
        _begun.Set();
    }

    private void Run()
    {
        // Compiled by then.
        _ = IsWithinLimits();
        _ = IsCrowd();
        _begun.Wait();
        while (IsWithinLimits())
        {
            if (WaitForCrowd())
                break;
        }

        _exceeded.Set();
    }

    private bool IsWithinLimits()
    {
        var start = Stopwatch.GetTimestamp();
        var members = ProcessTable.Members(Environment.ProcessId, _session);
        var (bytes, processes) = (members.Sum(member => member.ResidentBytes), members.Sum(member => member.Threads));
        _bytes = memoryLimit > 0 && bytes > memoryLimit ? bytes : null;
        _processes = processLimit > 0 && processes > processLimit ? processes : null;
        _pause = (int)Math.Clamp(Stopwatch.GetElapsedTime(start).TotalMilliseconds * Moderation, MemoryInterval, MemoryInterval * 100);
        return _bytes is null && _processes is null;
    }

    // Between two samples of everything, processes alone are counted. The first process of a PID namespace stops all others at
    // one stroke, in the midst of whatever they start.
    private bool WaitForCrowd()
    {
        if (processLimit == 0)
        {
            Thread.Sleep(_pause);
            return false;
        }

        for (var waited = 0; waited < _pause; waited += ProcessInterval)
        {
            Thread.Sleep(ProcessInterval);
            if (IsCrowd())
            {
                _ = Unix.kill(Everybody, Unix.SignalStop);
                _ = IsWithinLimits();
                _processes ??= processLimit + 1;
                return true;
            }
        }

        return false;
    }

    private bool IsCrowd() => Environment.ProcessId == 1 && processLimit > 0 && LinuxProcesses.Count() - 1 > processLimit;
}

using System.Runtime.InteropServices;

namespace Swarm.Supervisor;

/// <summary>The system calls that the supervisor makes, and their constants where Linux and macOS agree.</summary>
internal static unsafe partial class Unix
{
    internal const int StandardInput = 0;
    internal const int StandardOutput = 1;
    internal const int StandardError = 2;

    internal const int InterruptedCall = 4;

    internal const int SignalKill = 9;
    internal const int SignalTerminate = 15;
    internal static readonly int SignalStop = OperatingSystem.IsMacOS() ? 17 : 19;
    internal static readonly int SignalContinue = OperatingSystem.IsMacOS() ? 19 : 18;
    internal static readonly int SignalChild = OperatingSystem.IsMacOS() ? 20 : 17;

    internal const int WaitWithoutBlocking = 1;

    private const string Library = "libc";
    private const int SetChildSubreaper = 36;
    private const uint CloseRangeOnExecute = 4;
    private const int RoundRobin = 2;
    private const int SetNoNewPrivileges = 38;

    /// <summary>The error number of the last call.</summary>
    internal static int LastError => Marshal.GetLastPInvokeError();

    /// <summary>Makes every orphan among the descendants a child of this process (Linux).</summary>
    internal static bool BecomeSubreaper() => prctl(SetChildSubreaper, 1, 0, 0, 0) == 0;

    /// <summary>Takes from this thread, and from what it starts, the way to privileges that it does not have (Linux).</summary>
    internal static bool RenounceNewPrivileges() => prctl(SetNoNewPrivileges, 1, 0, 0, 0) == 0;

    /// <summary>Keeps descriptors that this process inherited by accident from the program (Linux).</summary>
    internal static void KeepDescriptorsFromProgram()
    {
        try
        {
            _ = close_range(StandardError + 1, uint.MaxValue, CloseRangeOnExecute);
        }
        catch (EntryPointNotFoundException)
        {
            // An older C library: descriptors of ours are closed on execution in any case.
        }
    }

    /// <summary>Puts this thread before every ordinary one, where this process may (Linux): a crowd leaves others little time.</summary>
    internal static void TakePrecedence()
    {
        var priority = 1;
        _ = sched_setscheduler(0, RoundRobin, &priority);
    }

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int kill(int process, int signal);

    [LibraryImport(Library)]
    internal static partial int setsid();

    [LibraryImport(Library)]
    internal static partial int getsid(int process);

    [LibraryImport(Library)]
    internal static partial nint signal(int signal, nint handler);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int waitpid(int process, int* status, int options);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial nint read(int descriptor, byte* buffer, nuint count);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int open(byte* path, int flags);

    [LibraryImport(Library)]
    internal static partial int close(int descriptor);

    [LibraryImport(Library, SetLastError = true)]
    private static partial int prctl(int option, nuint first, nuint second, nuint third, nuint fourth);

    [LibraryImport(Library)]
    private static partial int sched_setscheduler(int thread, int policy, int* priority);

    [LibraryImport(Library)]
    private static partial int close_range(uint first, uint last, uint flags);
}

using System.Runtime.InteropServices;

namespace Swarm.Supervisor;

/// <summary>One program from its start to the end of its last descendant.</summary>
/// <param name="arguments">The command line.</param>
internal sealed class Supervision(SupervisorArguments arguments)
{
    private const int WatcherStackSize = 256 * 1024;
    private const int ShortStep = 100;

    private readonly ManualResetEventSlim _stop = new();

    /// <summary>Runs the program and writes the report.</summary>
    /// <returns>The exit code of the supervisor.</returns>
    internal int Run()
    {
        // The terminal's Ctrl+C reaches Swarm, which then asks us. A session apart from the program's is also one of two to
        // share the processor, and not one of as many processes as the program starts.
        _ = Unix.setsid();
        if (OperatingSystem.IsLinux())
        {
            Unix.KeepDescriptorsFromProgram();
            if (!Unix.BecomeSubreaper())
            {
                Console.Error.WriteLine("This kernel has no child subreapers (Linux 3.4 or later).");
                return 1;
            }
        }

        // Were it ignored, the kernel would reap the program and keep its exit code.
        _ = Unix.signal(Unix.SignalChild, 0);
        var environment = ControlPipe.ReadEnvironment();
        if (environment is null)
            return 1;

        using var report = new Report(arguments.Report);
        using var terminate = StopOn(PosixSignal.SIGTERM);
        using var interrupt = StopOn(PosixSignal.SIGINT);
        using var hangUp = StopOn(PosixSignal.SIGHUP);
        var (restriction, error, program) = Start(environment);
        if (restriction != 0)
        {
            report.WriteNotRestricted(restriction);
            return 0;
        }

        if (error != 0)
        {
            report.WriteNotStarted(error);
            return 0;
        }

        report.WriteStarted(program);
        var reaper = new Reaper(program);
        reaper.Start();
        new Thread(WatchControlPipe, WatcherStackSize) { IsBackground = true }.Start();
        var memory = new MemoryWatch(arguments.MemoryLimit, program);
        memory.Start();
        WaitHandle[] reasons = [reaper.Ended, _stop.WaitHandle, memory.Exceeded];
        var tree = ProcessTree.OfDescendants(program, reaper);
        var reason = WaitHandle.WaitAny(reasons, ShortStep);
        if (reason == WaitHandle.WaitTimeout)
        {
            tree.Prepare();
            reason = WaitHandle.WaitAny(reasons);
        }

        if (reason == 1)
            AskToEnd(program, reaper);

        var survivors = tree.End() ? [] : tree.Members();
        report.WriteEnded(reaper.Status, tree.Killed(program), survivors, reason == 2 ? memory.ExceedingBytes : null);
        return 0;
    }

    // A restriction is of the thread that takes it on and of what it starts: not of this process, which must end them all.
    private (int Restriction, int Error, int Program) Start(byte[] environment)
    {
        if (arguments.Programs.Count == 0)
            return (0, ProgramStart.Start(arguments.Command, environment, out var started), started);

        var (restriction, error, program) = (0, 0, 0);
        var thread = new Thread(() =>
        {
            restriction = Landlock.AllowOnly(arguments.Programs);
            if (restriction == 0)
                error = ProgramStart.Start(arguments.Command, environment, out program);
        });
        thread.Start();
        thread.Join();
        return (restriction, error, program);
    }

    private PosixSignalRegistration StopOn(PosixSignal signal) => PosixSignalRegistration.Create(signal, context =>
    {
        context.Cancel = true;
        _stop.Set();
    });

    private void WatchControlPipe()
    {
        ControlPipe.WaitForEnd();
        _stop.Set();
    }

    // A stopped program hears SIGTERM only once it continues.
    private void AskToEnd(int program, Reaper reaper)
    {
        if (reaper.Status is not null)
            return;

        _ = Unix.kill(-program, Unix.SignalTerminate);
        _ = Unix.kill(-program, Unix.SignalContinue);
        reaper.WaitForAll(arguments.Grace);
    }
}

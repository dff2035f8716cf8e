using System.Runtime.InteropServices;

namespace Swarm.Supervisor;

/// <summary>One program from its start to the end of its last descendant.</summary>
/// <param name="arguments">The command line.</param>
internal sealed class Supervision(SupervisorArguments arguments)
{
    private const int WatcherStackSize = 256 * 1024;

    private readonly ManualResetEventSlim _stop = new();

    /// <summary>Runs the program and writes the report.</summary>
    /// <returns>The exit code of the supervisor.</returns>
    internal int Run()
    {
        // In a session of its own the step hears nothing from the terminal: Ctrl+C reaches Swarm, which then asks us.
        var session = Unix.setsid();
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

        using var terminate = StopOn(PosixSignal.SIGTERM);
        using var interrupt = StopOn(PosixSignal.SIGINT);
        using var hangUp = StopOn(PosixSignal.SIGHUP);
        var error = ProgramStart.Start(arguments.Command, environment, out var program);
        if (error != 0)
        {
            Report.WriteNotStarted(arguments.Report, error);
            return 0;
        }

        var reaper = new Reaper(program);
        reaper.Start();
        new Thread(WatchControlPipe, WatcherStackSize) { IsBackground = true }.Start();
        if (WaitHandle.WaitAny([reaper.Ended, _stop.WaitHandle]) == 1)
            AskToEnd(program, reaper);

        var tree = ProcessTree.OfDescendants(session, reaper);
        var survivors = tree.End() ? [] : tree.Members();
        Report.WriteEnded(arguments.Report, reaper.Status, tree.Killed(program), survivors);
        return 0;
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

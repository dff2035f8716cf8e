using System.Runtime.InteropServices;
using Swarm.Supervisor.Confinement;

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
        var plan = arguments.IsConfined ? ConfinementPlan.Parse(ControlPipe.ReadBlock()) : null;
        var environment = ControlPipe.ReadBlock();
        if (environment is null || (arguments.IsConfined && plan is null))
            return 1;

        var channel = plan is null ? null : CallSwarm(plan);
        if (plan is not null && channel is null)
            return 1;

        using var report = channel is null ? new Report(arguments.Report) : new Report(channel);
        using var terminate = StopOn(PosixSignal.SIGTERM);
        using var interrupt = StopOn(PosixSignal.SIGINT);
        using var hangUp = StopOn(PosixSignal.SIGHUP);
        var reaper = new Reaper();
        reaper.Start();
        new Thread(WatchControlPipe, WatcherStackSize) { IsBackground = true }.Start();
        var limits = new LimitWatch(arguments.MemoryLimit, plan?.ProcessLimit ?? 0);
        limits.Start();
        var confinement = plan is null ? null : new ConfinedStart(plan, channel!);
        var (isConfined, restriction, error, program) = Start(environment, confinement);
        if (!isConfined)
            return 1;

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
        reaper.Begin(program);
        limits.Begin(program);
        WaitHandle[] reasons = [reaper.Ended, _stop.WaitHandle, limits.Exceeded];
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
        var exceeding = reason == 2 ? limits : null;
        report.WriteEnded(reaper.Status, tree.Killed(program), survivors, exceeding?.ExceedingBytes, exceeding?.ExceedingProcesses);
        return 0;
    }

    // A restriction is of the thread that takes it on and of what it starts: not of this process, which must end them all.
    private (bool IsConfined, int Restriction, int Error, int Program) Start(byte[] environment, ConfinedStart? confinement)
    {
        if (arguments.Programs.Count == 0 && confinement is null)
            return (true, 0, ProgramStart.Start(arguments.Command, environment, out var started), started);

        var (isConfined, restriction, error, program) = (true, 0, 0, 0);
        var thread = new Thread(() =>
        {
            isConfined = confinement?.Enter() ?? true;
            if (isConfined && arguments.Programs.Count > 0)
                restriction = Landlock.AllowOnly(arguments.Programs);

            if (isConfined && restriction == 0)
                error = ProgramStart.Start(arguments.Command, environment, out program);
        });
        thread.Start();
        thread.Join();
        return (isConfined, restriction, error, program);
    }

    private static HostChannel? CallSwarm(ConfinementPlan plan)
    {
        try
        {
            ConfinedStart.ProtectSupervisor();
            return HostChannel.Connect(plan.Channel);
        }
        catch (SandboxException exception)
        {
            Console.Error.WriteLine(exception.Message);
            return null;
        }
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

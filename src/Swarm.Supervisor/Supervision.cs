using System.Runtime.InteropServices;

namespace Swarm.Supervisor;

/// <summary>One program from its start to the end of its last descendant.</summary>
/// <param name="arguments">The command line.</param>
internal sealed unsafe class Supervision(SupervisorArguments arguments)
{
    private const int StackSize = 256 * 1024;

    private readonly ManualResetEventSlim _stop = new();
    private readonly ManualResetEventSlim _ended = new();
    private readonly ManualResetEventSlim _gone = new();
    private int _program;
    private int _status;

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
        var error = ProgramStart.Start(arguments.Command, environment, out _program);
        if (error != 0)
        {
            Report.WriteNotStarted(arguments.Report, error);
            return 0;
        }

        StartThread(Reap);
        StartThread(() =>
        {
            ControlPipe.WaitForEnd();
            _stop.Set();
        });
        if (WaitHandle.WaitAny([_ended.WaitHandle, _stop.WaitHandle]) == 1)
            AskToEnd();

        var tree = new ProcessTree(Environment.ProcessId, session > 0 ? session : ProcessTree.None);
        var isEmpty = tree.End(pause => _gone.Wait(pause) && (OperatingSystem.IsLinux() || tree.Members().Count == 0));
        Report.WriteEnded(arguments.Report, _ended.IsSet ? _status : null, tree.Killed(_program), isEmpty ? [] : tree.Members());
        return 0;
    }

    private PosixSignalRegistration StopOn(PosixSignal signal) => PosixSignalRegistration.Create(signal, context =>
    {
        context.Cancel = true;
        _stop.Set();
    });

    private static void StartThread(ThreadStart body) => new Thread(body, StackSize) { IsBackground = true }.Start();

    // A stopped program hears SIGTERM only once it continues.
    private void AskToEnd()
    {
        if (_ended.IsSet)
            return;

        _ = Unix.kill(-_program, Unix.SignalTerminate);
        _ = Unix.kill(-_program, Unix.SignalContinue);
        _gone.Wait(arguments.Grace);
    }

    // On Linux "no child left" proves "no descendant left": every orphan among them becomes a child of this process.
    private void Reap()
    {
        for (var options = 0; ;)
        {
            int status;
            var process = Unix.waitpid(-1, &status, options);
            if (process == _program)
            {
                _status = status;
                options = Unix.WaitWithoutBlocking;
            }
            else if (process == 0)
            {
                _ended.Set();
                options = 0;
            }
            else if (process < 0 && Unix.LastError != Unix.InterruptedCall)
            {
                break;
            }
        }

        _gone.Set();
        _ended.Set();
    }
}

using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.Versioning;
using Swarm.Core.Errors;

namespace Swarm.Execution.Steps;

/// <summary>A step in a job object (Windows), which ends with the last handle to it: also when this process is killed.</summary>
[SupportedOSPlatform("windows")]
internal sealed class JobTree : IStepTree
{
    private const int PollMilliseconds = 10;
    private const string ConsoleHost = "conhost";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly Lock _gate = new();
    private readonly Process _process;
    private readonly JobObject _job;
    private readonly string _program;
    private int _killed;
    private bool _terminated;

    private JobTree(Process process, IReadOnlyList<Stream> outputs, JobObject job, string program)
    {
        _process = process;
        _job = job;
        _program = program;
        Outputs = outputs;
        Ended = RunAsync();
    }

    /// <inheritdoc/>
    public IReadOnlyList<Stream> Outputs { get; }

    /// <inheritdoc/>
    public Task<StepEnd> Ended { get; }

    /// <summary>Starts the step: it is in the job before it runs, and so is all that it ever starts.</summary>
    /// <param name="program">The program.</param>
    /// <param name="command">The command.</param>
    /// <param name="options">The options.</param>
    public static JobTree Start(ResolvedProgram program, StepCommand command, StepOptions options)
    {
        var job = new JobObject(options.MemoryLimitBytes);
        SuspendedProcess? created = null;
        try
        {
            created = SuspendedProcess.Create(program, command);
            job.Assign(created.Handle);
            var process = Process.GetProcessById(created.Id);

            // Opens it, so that its exit code stays.
            _ = process.SafeHandle;
            created.Resume();
            return new JobTree(process, created.Outputs, job, command.Program);
        }
        catch (Win32Exception exception)
        {
            created?.Kill();
            job.Dispose();
            throw ProgramResolver.NotStarted($"The step's program '{command.Program}' could not be started: {exception.Message}");
        }
        finally
        {
            created?.Dispose();
        }
    }

    /// <inheritdoc/>
    public void End() => Terminate();

    /// <inheritdoc/>
    public void Dispose()
    {
        _job.Dispose();
        _process.Dispose();
    }

    private async Task<StepEnd> RunAsync()
    {
        await _process.WaitForExitAsync();
        Terminate();
        var start = Stopwatch.GetTimestamp();
        while (_job.ActiveProcesses > 0)
        {
            if (Stopwatch.GetElapsedTime(start) > Patience)
            {
                throw new SwarmException(
                    ErrorCode.Unexpected,
                    $"The step '{_program}' left {_job.ActiveProcesses} processes that could not be ended. End them, then run it again.");
            }

            await Task.Delay(PollMilliseconds);
        }

        return new StepEnd(_process.ExitCode, _killed);
    }

    private void Terminate()
    {
        lock (_gate)
        {
            if (_terminated)
                return;

            _terminated = true;
            _killed = _job.ProcessIds.Count(IsLeft);
            _job.Terminate();
        }
    }

    // The job counts the step itself for a moment after its end, and the host of its console, which the system starts and ends.
    private bool IsLeft(int id)
    {
        if (id == _process.Id)
            return false;

        try
        {
            using var process = Process.GetProcessById(id);
            return !process.HasExited && !string.Equals(process.ProcessName, ConsoleHost, StringComparison.OrdinalIgnoreCase);
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException or Win32Exception)
        {
            // It has ended meanwhile.
            return false;
        }
    }
}

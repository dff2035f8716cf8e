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
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly Lock _gate = new();
    private readonly Process _process;
    private readonly JobObject _job;
    private readonly string _program;
    private int _killed;
    private bool _terminated;

    private JobTree(Process process, JobObject job, string program)
    {
        _process = process;
        _job = job;
        _program = program;
        Outputs = [process.StandardOutput.BaseStream, process.StandardError.BaseStream];
        Ended = RunAsync();
    }

    /// <inheritdoc/>
    public IReadOnlyList<Stream> Outputs { get; }

    /// <inheritdoc/>
    public Task<StepEnd> Ended { get; }

    /// <summary>Starts the step.</summary>
    /// <param name="program">The program.</param>
    /// <param name="command">The command.</param>
    /// <param name="options">The options.</param>
    public static JobTree Start(ResolvedProgram program, StepCommand command, StepOptions options)
    {
        // Without a window it has a console of its own, so that Ctrl+C reaches Swarm alone.
        var start = new ProcessStartInfo(program.Path)
        {
            WorkingDirectory = command.WorkingDirectory,
            UseShellExecute = false,
            CreateNoWindow = true,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (program.RawArguments is { } line)
            start.Arguments = line;

        foreach (var argument in program.Arguments)
            start.ArgumentList.Add(argument);

        start.Environment.Clear();
        foreach (var (name, value) in command.Environment)
            start.Environment[name] = value;

        var job = new JobObject(options.MemoryLimitBytes);
        Process? process = null;
        try
        {
            process = Process.Start(start)!;
            job.Assign(process.SafeHandle);
            process.StandardInput.Close();
            return new JobTree(process, job, command.Program);
        }
        catch (Win32Exception exception)
        {
            process?.Kill(entireProcessTree: true);
            process?.Dispose();
            job.Dispose();
            throw ProgramResolver.NotStarted($"The step's program '{command.Program}' could not be started: {exception.Message}");
        }
    }

    /// <inheritdoc/>
    public void End() => Terminate(others: 1);

    /// <inheritdoc/>
    public void Dispose()
    {
        _job.Dispose();
        _process.Dispose();
    }

    private async Task<StepEnd> RunAsync()
    {
        await _process.WaitForExitAsync();
        Terminate(others: 0);
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

    private void Terminate(int others)
    {
        lock (_gate)
        {
            if (_terminated)
                return;

            _terminated = true;
            _killed = Math.Max(_job.ActiveProcesses - others, 0);
            _job.Terminate();
        }
    }
}

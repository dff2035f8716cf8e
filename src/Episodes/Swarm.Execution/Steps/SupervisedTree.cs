using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Swarm.Core.Errors;
using Swarm.Execution.Confinement;

namespace Swarm.Execution.Steps;

/// <summary>A step below <c>swarm-supervisor</c> (Linux and macOS), which ends every descendant before it ends itself.</summary>
internal sealed class SupervisedTree : IStepTree
{
    private const int ErrorNotFound = 2;
    private const int ErrorTooLong = 7;
    private const int ErrorFormat = 8;
    private const int ErrorAccess = 13;
    private const int DiagnosticLimit = 4096;
    private const string RunVariable = "SWARM_RUN_ID";

    // The supervisor's own patience, and as much again.
    private static readonly TimeSpan SupervisorPatience = TimeSpan.FromSeconds(30);

    private readonly Process _process;
    private readonly Stream _control;
    private readonly string _reportPath;
    private readonly SafeFileHandle _report;
    private readonly TimeSpan _gracePeriod;
    private readonly string _program;
    private readonly string? _mark;
    private readonly ConfinedLaunch? _launch;
    private readonly CancellationTokenSource _unwanted = new();
    private readonly TaskCompletionSource _endRequested = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private SupervisedTree(Process process, StepCommand command, StepOptions options, string reportPath, SafeFileHandle report, ConfinedLaunch? launch)
    {
        _report = report;
        _launch = launch;
        _process = process;
        _control = process.StandardInput.BaseStream;
        _reportPath = reportPath;
        _gracePeriod = options.GracePeriod;
        _program = command.Program;
        _mark = command.Environment.TryGetValue(RunVariable, out var run) ? $"{RunVariable}={run}" : null;
        Outputs = [process.StandardOutput.BaseStream];
        Ended = RunAsync(
            launch is null ? EnvironmentBlock.Write(command.Environment) : [.. launch.WritePlan(), .. launch.Environment]);
    }

    /// <inheritdoc/>
    public IReadOnlyList<Stream> Outputs { get; }

    /// <inheritdoc/>
    public Task<StepEnd> Ended { get; }

    /// <summary>Starts the step.</summary>
    /// <param name="program">The program.</param>
    /// <param name="command">The command.</param>
    /// <param name="options">The options.</param>
    public static SupervisedTree Start(ResolvedProgram program, StepCommand command, StepOptions options)
    {
        var reportPath = Path.GetFullPath(options.LogPath) + ".report";
        File.Delete(reportPath);
        var reportFile = File.OpenHandle(reportPath, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        var grace = ((int)Math.Min(options.GracePeriod.TotalMilliseconds, int.MaxValue)).ToString(CultureInfo.InvariantCulture);
        var restrictions = (options.AllowedPrograms ?? []).SelectMany(file => new[] { "--allow-program", file });
        string[] memory = options.MemoryLimitBytes is { } limit ? ["--memory-limit", limit.ToString(CultureInfo.InvariantCulture)] : [];
        string[] report = options.Confinement is null ? ["--report", reportPath] : ["--confined"];
        var start = SupervisorLauncher.Prepare(
            [.. report, "--grace", grace, .. restrictions, .. memory, "--", program.Path, .. program.Arguments]);
        start.WorkingDirectory = command.Folders.Locate(command.WorkingDirectory);
        var launch = options.Confinement is null ? null : ConfinedLaunch.Prepare(command, program, options, start);
        try
        {
            return new SupervisedTree(Process.Start(start)!, command, options, reportPath, reportFile, launch);
        }
        catch (Win32Exception exception)
        {
            launch?.Dispose();
            reportFile.Dispose();
            throw NotStarted(command.Program, exception.NativeErrorCode);
        }
    }

    /// <inheritdoc/>
    public void End()
    {
        if (!_endRequested.TrySetResult())
            return;

        _control.Dispose();
        _unwanted.Cancel();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        End();
        _unwanted.Dispose();
        _launch?.Dispose();
        _process.Dispose();
        _report.Dispose();
    }

    private async Task<StepEnd> RunAsync(byte[] environment)
    {
        var diagnostic = ReadDiagnosticAsync();
        await SendAsync(environment);
        var exit = _process.WaitForExitAsync();
        var confinement = _launch is null ? null : await EstablishAsync(_launch, exit, diagnostic);
        if (await Task.WhenAny(exit, _endRequested.Task) != exit)
            await EnsureExitAsync(exit);

        await exit;
        var report = _launch is null ? SupervisorReport.Read(_report) : await _launch.ReadReportAsync();
        RemoveReport();
        if (report is not { IsFinal: true })
            return await EndWithoutReportAsync(report?.Session, diagnostic);

        if (report.Error is { } error)
            throw NotStarted(_program, error);

        if (report.RestrictionError is { } restriction)
        {
            throw new SwarmException(
                ErrorCode.PolicyUnsupported,
                $"The step '{_program}' could not be restricted to the programs that its policy allows: "
                + $"{Marshal.GetPInvokeErrorMessage(restriction)}. It was not started; run it where Landlock can be used, or under another policy.");
        }

        if (report.Survivors.Count > 0)
        {
            throw new SwarmException(
                ErrorCode.Unexpected,
                $"The step '{_program}' left processes that could not be ended: {string.Join(", ", report.Survivors)}. They belong to "
                + "another user or hang in the kernel; end them, then run the step again.");
        }

        return new StepEnd(report.ExitCode, report.Killed, report.Memory, report.Processes, confinement);
    }

    // Null where the step was no longer wanted. Whatever else keeps it from being confined, its supervisor starts nothing and ends.
    private async Task<ConfinementReport?> EstablishAsync(ConfinedLaunch launch, Task exit, Task<string> diagnostic)
    {
        try
        {
            return await launch.EstablishAsync(exit, diagnostic, _unwanted.Token);
        }
        catch (OperationCanceledException) when (_unwanted.IsCancellationRequested)
        {
            launch.HangUp();
            return null;
        }
        catch
        {
            End();
            launch.HangUp();
            await EnsureExitAsync(exit);
            await exit;
            throw;
        }
    }

    private async Task SendAsync(byte[] environment)
    {
        try
        {
            await _control.WriteAsync(environment);
            await _control.FlushAsync();
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            // The supervisor has ended already, and its missing report tells so; or the step is no longer wanted.
        }
    }

    // A supervisor that was stopped or hangs ends nothing.
    private async Task EnsureExitAsync(Task exit)
    {
        if (await Task.WhenAny(exit, Task.Delay(_gracePeriod + SupervisorPatience)) != exit)
            _process.Kill();
    }

    private async Task<StepEnd> EndWithoutReportAsync(int? session, Task<string> diagnostic)
    {
        if (_launch is not null)
            await _launch.WaitForNamespaceAsync();
        else if (session is { } id)
            await EndSessionAsync(id);

        if (session is null && _endRequested.Task.IsCompleted)
            return default;

        await Task.WhenAny(diagnostic, Task.Delay(TimeSpan.FromSeconds(1)));
        var text = diagnostic.IsCompletedSuccessfully ? diagnostic.Result.ReplaceLineEndings(" ").Trim() : "";
        // The supervisor of a confined step is what its namespaces live by.
        throw new SwarmException(
            _launch is null ? ErrorCode.Unexpected : ErrorCode.SandboxUnavailable,
            $"The supervisor of the step '{_program}' ended before the step did (exit code {_process.ExitCode})"
            + $"{(text.Length > 0 ? ": " + text : ".")} What was left of it was ended as far as it could be found; run it again.");
    }

    private void RemoveReport()
    {
        try
        {
            File.Delete(_reportPath);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The step took away the right to; it goes with its folder.
        }
    }

    // Whoever has not left the program's session or carries the run's variable, and what descends from these, is still to be found.
    private async Task EndSessionAsync(int session)
    {
        string[] mark = _mark is null ? [] : ["--marked", _mark];
        var start = SupervisorLauncher.Prepare(["--end-session", session.ToString(CultureInfo.InvariantCulture), .. mark]);
        using var sweeper = Process.Start(start);
        await sweeper!.WaitForExitAsync();
    }

    private async Task<string> ReadDiagnosticAsync()
    {
        using var reader = _process.StandardError;
        var buffer = new char[DiagnosticLimit];
        var length = await reader.ReadBlockAsync(buffer);
        while (await reader.ReadAsync(new char[DiagnosticLimit]) > 0)
        {
            // Nobody needs more of it, and it must not wait for a reader.
        }

        return new string(buffer, 0, length);
    }

    private static SwarmException NotStarted(string program, int error)
    {
        var reason = error switch
        {
            ErrorNotFound => "the interpreter that its first line (#!) names, or its loader, is not there. Install that",
            ErrorTooLong => "its arguments and environment are too long. Pass what is long in a file",
            ErrorFormat => "it is neither a program for this system nor has it a first line (#!) that names its interpreter. Add one",
            ErrorAccess => "permission denied. Check its mode, its folder's and its file system's",
            _ => Marshal.GetPInvokeErrorMessage(error),
        };
        return ProgramResolver.NotStarted($"The step's program '{program}' could not be started: {reason}.");
    }
}

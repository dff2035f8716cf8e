using Swarm.Core.Contracts;
using Swarm.Core.Errors;
using Swarm.Core.Text;
using Swarm.Execution.Confinement;

namespace Swarm.Execution.Steps;

/// <summary>
/// Runs a step, and returns only when no process that descends from it is left: daemons, orphans and those that left its
/// session included. On macOS a process that left both its parents and the session is out of reach.
/// </summary>
public static class StepRunner
{
    private static readonly TimeSpan LongestDelay = TimeSpan.FromDays(1);

    // What is left in a pipe that somebody outside the tree keeps open is not waited for any longer.
    private static readonly TimeSpan DrainPatience = TimeSpan.FromSeconds(5);

    // What a step that was ended still had to say is echoed this long, and the lines under way waited for as long again.
    private static readonly TimeSpan EchoPatience = TimeSpan.FromSeconds(2);

    /// <summary>Runs the step to its end, its deadline, or a limit.</summary>
    /// <param name="command">What to run.</param>
    /// <param name="options">Within what.</param>
    /// <param name="cancellationToken">Ends the step and all of its descendants.</param>
    /// <returns>The outcome, of a failed step too.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled; no process is left.</exception>
    /// <exception cref="SwarmException">
    /// The program could not be started (<c>STEP_NOT_STARTED</c>); the log cannot be written (<c>STORE_UNWRITABLE</c>); a name or
    /// value cannot be passed on (<c>SPEC_INVALID</c>); it could not be confined as asked (<c>SANDBOX_UNAVAILABLE</c>); a
    /// descendant could not be ended (<c>UNEXPECTED</c>).
    /// </exception>
    public static async Task<StepOutcome> RunAsync(StepCommand command, StepOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfNegative(options.LogLimitBytes, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.GracePeriod, TimeSpan.Zero, nameof(options));
        ArgumentOutOfRangeException.ThrowIfZero(options.AllowedPrograms?.Count ?? 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Confinement?.ProcessLimit ?? 1, 1, nameof(options));
        if (options.Confinement is null && command.Folders.All.Count > 0)
            throw new ArgumentException("Only a confined step sees folders at paths of its own.", nameof(command));

        cancellationToken.ThrowIfCancellationRequested();
        if (options.Confinement is { } confinement)
            ConfinementSupport.Find().Require(confinement.Method);

        EnvironmentBlock.Check(command);
        var program = ProgramResolver.Resolve(command);
        var started = options.TimeProvider.GetTimestamp();
        using var log = StepLog.Create(options.LogPath, options.LogLimitBytes);
        using var tree = Start(program, command, options);
        var mask = new SecretMask(options.Secrets);
        var pumps = Task.WhenAll(tree.Outputs.Select(output => log.PumpAsync(output, mask.IsEmpty ? null : new MaskedOutput(mask))));
        using var hurry = new CancellationTokenSource();
        var echo = EchoAsync(log, options, hurry.Token, cancellationToken);
        try
        {
            var stopped = await WatchAsync(tree, log, options, cancellationToken);
            var end = await tree.Ended;
            await await Task.WhenAny(pumps, Task.Delay(DrainPatience));
            var duration = options.TimeProvider.GetElapsedTime(started);
            var (length, digest) = log.Complete();
            var status = stopped ?? await StatusAsync(log, end);
            await FinishEchoAsync(echo, isEnded: status is RunStatus.StepTimedOut or RunStatus.StepLimitExceeded, hurry, cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            return new StepOutcome(
                status,
                end.ExitCode,
                length,
                digest,
                end.KilledDescendants,
                end.ExceedingMemoryBytes,
                duration,
                end.ExceedingProcesses,
                end.Confinement);
        }
        finally
        {
            // Whatever happened, nothing runs any more when the caller hears of it.
            tree.End();
            await Task.WhenAny(tree.Ended);
            log.Complete();
            await hurry.CancelAsync();
        }
    }

    private static IStepTree Start(ResolvedProgram program, StepCommand command, StepOptions options) =>
        OperatingSystem.IsWindows() ? JobTree.Start(program, command, options) : SupervisedTree.Start(program, command, options);

    // Waits for a reason to end the step, and ends it. Null stands for its own end and for the caller's cancellation.
    private static async Task<string?> WatchAsync(IStepTree tree, StepLog log, StepOptions options, CancellationToken cancellationToken)
    {
        using var watch = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var deadline = DeadlineAsync(options, watch.Token);
        var limit = LimitAsync(options, watch.Token);
        var first = await Task.WhenAny(tree.Ended, log.Overflow, deadline, limit);
        tree.End();
        await watch.CancelAsync();
        await Task.WhenAny(limit);
        if (cancellationToken.IsCancellationRequested || first == tree.Ended)
            return null;

        await first;
        return first == deadline ? RunStatus.StepTimedOut : RunStatus.StepLimitExceeded;
    }

    private static async Task<string> StatusAsync(StepLog log, StepEnd end)
    {
        if (log.Overflow.IsCompleted)
        {
            await log.Overflow;
            return RunStatus.StepLimitExceeded;
        }

        var isOverLimit = end.ExceedingMemoryBytes is not null || end.ExceedingProcesses is not null;
        return isOverLimit ? RunStatus.StepLimitExceeded : end.ExitCode == 0 ? RunStatus.Succeeded : RunStatus.StepFailed;
    }

    private static async Task DeadlineAsync(StepOptions options, CancellationToken cancellationToken)
    {
        var started = options.TimeProvider.GetTimestamp();
        while (true)
        {
            var rest = options.Timeout is { } timeout ? timeout - options.TimeProvider.GetElapsedTime(started) : LongestDelay;
            if (rest <= TimeSpan.Zero)
                return;

            await Task.Delay(rest < LongestDelay ? rest : LongestDelay, options.TimeProvider, cancellationToken);
        }
    }

    private static async Task LimitAsync(StepOptions options, CancellationToken cancellationToken)
    {
        if (options.LimitCheck is not { } check)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            return;
        }

        using var timer = new PeriodicTimer(check.Interval, options.TimeProvider);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            if (check.IsExceeded())
                return;
        }
    }

    // Who writes without end until its deadline has left more than anybody reads.
    private static async Task FinishEchoAsync(Task echo, bool isEnded, CancellationTokenSource hurry, CancellationToken cancellationToken)
    {
        if (isEnded && await Task.WhenAny(echo, Task.Delay(EchoPatience, cancellationToken)) != echo)
        {
            await hurry.CancelAsync();
            await Task.WhenAny(echo, Task.Delay(EchoPatience, cancellationToken));
            cancellationToken.ThrowIfCancellationRequested();
            if (!echo.IsCompleted)
                return;
        }

        await echo.WaitAsync(cancellationToken);
    }

    private static async Task EchoAsync(StepLog log, StepOptions options, CancellationToken hurry, CancellationToken cancellationToken)
    {
        if (options.Output is not { } output)
            return;

        await Task.Yield();
        var lines = StepLogFollower.FollowAsync(options.LogPath, () => log.IsComplete, log.Grown.WaitAsync, cancellationToken);
        await foreach (var batch in lines)
        {
            cancellationToken.ThrowIfCancellationRequested();
            output.WriteLines([.. batch.Select(TerminalLine.Of)]);
            if (hurry.IsCancellationRequested)
            {
                output.WriteLines(["(The step was ended; what it still had to say is in its log.)"]);
                return;
            }
        }
    }
}

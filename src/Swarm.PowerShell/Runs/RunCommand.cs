using System.Collections;
using System.Management.Automation;
using Swarm.Core.Contracts;
using Swarm.Core.Errors;
using Swarm.Engine.Runs;
using Swarm.Engine.Sessions;
using Swarm.Execution.Episodes;
using Swarm.PowerShell.Commands;
using Swarm.PowerShell.Completion;
using Swarm.PowerShell.Errors;
using Swarm.PowerShell.Parameters;
using Swarm.PowerShell.Pipelines;
using Swarm.PowerShell.Records;
using Swarm.PowerShell.Steps;

namespace Swarm.PowerShell.Runs;

/// <summary>What launching and resuming share: the step, its limits, and how a run is waited for and reported.</summary>
public abstract partial class RunCommand : SwarmCommand
{
    private readonly RunProgress _progress = new(TimeProvider.System);
    private WorkPool? _pool;
    private EpisodeStep? _step;
    private RunSeed? _seed;

    /// <summary>The script file to run, with the extension .ps1. Its text is run; the file is not needed afterwards.</summary>
    [Parameter(Mandatory = true, ParameterSetName = StepSets.File)]
    [ValidateNotNullOrEmpty]
    public string? FilePath { get; set; }

    /// <summary>The program to run, and its arguments. It is started directly, without a shell.</summary>
    [Parameter(Mandatory = true, ParameterSetName = StepSets.Command)]
    [ValidateNotNullOrEmpty]
    public string[]? Command { get; set; }

    /// <summary>The branch's name: 1 to 64 letters, digits, '.', '-', '_' or '/'. A launch is called 'main' by default; a run from a node inherits the node's.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(LabelCompleter))]
    public string? Label { get; set; }

    /// <summary>Variables to add to the step's environment. They are part of the run's record, so that no secret belongs there.</summary>
    [Parameter]
    [ValidateNotNull]
    public IDictionary? Environment { get; set; }

    /// <summary>How long the step may run, as a TimeSpan or a number of seconds. A step that takes longer is ended, with all its processes. By default there is no deadline.</summary>
    [Parameter]
    [Duration]
    public TimeSpan? Timeout { get; set; }

    /// <summary>The most bytes of log that the step may write. The default is the configuration's.</summary>
    [Parameter]
    [ValidateRange(1, long.MaxValue)]
    public long? LogLimit { get; set; }

    /// <summary>The most bytes that the step may leave in workspace and state. The default is the configuration's.</summary>
    [Parameter]
    [ValidateRange(1, long.MaxValue)]
    public long? OutputLimit { get; set; }

    /// <summary>What happens where the node that a run starts from cannot be restored: FailClosed, the default, ends the run; AllowColdStart starts with nothing and says so.</summary>
    [Parameter]
    public SwarmRestorePolicy RestorePolicy { get; set; }

    /// <summary>The policy that the run is made under: a file, or what New-SwarmPolicy gave. A run from a node keeps the node's by default; a launch has none.</summary>
    [Parameter]
    [Alias("PolicyPath")]
    [ValidateNotNullOrEmpty]
    public string? Policy { get; set; }

    /// <summary>How often a step that fails or runs out of time is tried again, each time from what it started with.</summary>
    [Parameter]
    [ValidateRange(0, 100)]
    public int RetryCount { get; set; }

    /// <summary>A value from whoever will accept the run, who accepts it once: up to 128 printable characters without blanks.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Nonce { get; set; }

    /// <summary>How long the run may be accepted once it is certified, as a TimeSpan or a number of seconds. An hour where only a nonce is given; without either, nothing governs it.</summary>
    [Parameter]
    [Duration]
    public TimeSpan? ValidFor { get; set; }

    /// <summary>Derives ids and entropy from a seed, so that the same step gives the same bytes in any store. It needs -Seed or -SeedPath.</summary>
    [Parameter]
    public SwitchParameter Deterministic { get; set; }

    /// <summary>The seed of a deterministic run: at least 16 bytes of UTF-8.</summary>
    [Parameter]
    [ValidateNotNull]
    public System.Security.SecureString? Seed { get; set; }

    /// <summary>The file that holds the seed of a deterministic run: at least 16 bytes, used as they are.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? SeedPath { get; set; }

    /// <summary>How many runs may go side by side.</summary>
    private protected virtual int MostAtOnce => 1;

    /// <summary>The script block, where the step is one.</summary>
    private protected abstract ScriptBlock? Block { get; }

    /// <summary>The arguments of a script.</summary>
    private protected abstract object?[]? Arguments { get; }

    /// <inheritdoc/>
    protected override void Begin()
    {
        _pool = new WorkPool(MostAtOnce);
        _seed = RunSeed.Read(Deterministic, Seed, SeedPath is null ? null : ResolvePath(SeedPath));
        var reader = new StepReader(SessionState);
        _step = Command is { } command ? StepReader.FromCommand(command)
            : FilePath is { } file ? reader.FromFile(ResolvePath(file), Arguments ?? [])
            : reader.FromBlock(Block!, Arguments ?? []);
    }

    /// <summary>Starts a run, and waits until another may start.</summary>
    /// <param name="session">The store.</param>
    /// <param name="label">What to call the run where people read.</param>
    /// <param name="complete">Adds what only the caller knows.</param>
    private protected void Start(SwarmSession session, string label, Func<RunRequest, RunRequest> complete)
    {
        var pool = _pool!;
        var request = complete(AddNetwork(new RunRequest
        {
            Step = _step!,
            Label = Label,
            Environment = ReadEnvironment(),
            Timeout = Timeout,
            LogLimitBytes = LogLimit,
            OutputLimitBytes = OutputLimit,
            RestorePolicy = RestorePolicy == SwarmRestorePolicy.AllowColdStart ? RestorePolicies.AllowColdStart : RestorePolicies.FailClosed,
            Policy = Policy is null ? null : ResolvePath(Policy),
            Retries = RetryCount,
            Nonce = Nonce,
            ValidFor = ValidFor,
            Seed = _seed?.Bytes,
            Output = new StepLines(pool, MostAtOnce > 1 ? $"[{label}] " : string.Empty, line => WriteInformation(line, ["Swarm"])),
            Started = id => pool.Post(() => WriteVerbose($"Run {id} of '{label}' has begun.")),
            Warning = text => pool.Post(() => WriteWarning(text)),
        }));
        var item = _progress.Add(label);
        request = request with
        {
            Progress = phase => pool.Post(() => Report(item, phase.ToString())),
            Backend = DescribeBackend(
                run => pool.Post(() => Report(item, BackendCalls.Describe(run))),
                line => pool.Post(() => WriteDebug(line))),
        };
        pool.Run(async token =>
        {
            try
            {
                var run = await session.Runs.RunAsync(request, token);
                pool.Post(() => Emit(SwarmRun.From(run), run.Errors));
            }
            catch (SwarmException exception)
            {
                pool.Post(() => WriteError(CommandErrors.From(exception, request.Node?.Text ?? label)));
            }
            finally
            {
                pool.Post(() => Report(item, phase: null));
            }
        });
    }

    /// <inheritdoc/>
    protected override void Finish() => _pool!.Complete();

    /// <inheritdoc/>
    protected override void StopProcessing()
    {
        _pool?.Cancel();
        base.StopProcessing();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _pool?.Dispose();
            _seed?.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Emit(SwarmRun run, IReadOnlyList<ErrorEntry> errors)
    {
        WriteObject(run);
        if (RunStatus.ErrorOf(run.Status) is { } code)
        {
            WriteError(CommandErrors.From(code, errors.Count > 0 ? errors[0].Message : $"Run {run.RunId} ended as {run.Status}.", run));
        }
    }

    private void Report(RunProgress.Item item, string? phase)
    {
        if (_progress.Update(item, phase) is { } text)
        {
            WriteProgress(new ProgressRecord(0, "Swarm", text));
        }
        else if (_progress.IsFinished)
        {
            WriteProgress(new ProgressRecord(0, "Swarm", "Finished") { RecordType = ProgressRecordType.Completed });
        }
    }

    private Dictionary<string, string> ReadEnvironment() => (Environment ?? new Hashtable()).Cast<DictionaryEntry>().ToDictionary(
        entry => entry.Key.ToString()!,
        entry => LanguagePrimitives.ConvertTo<string>(entry.Value),
        StringComparer.Ordinal);
}

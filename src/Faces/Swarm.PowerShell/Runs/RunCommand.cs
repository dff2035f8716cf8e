using System.Collections;
using System.Management.Automation;
using System.Security;
using Swarm.Core.Contracts;
using Swarm.Engine.Runs;
using Swarm.Execution.Episodes;
using Swarm.PowerShell.Commands;
using Swarm.PowerShell.Completion;
using Swarm.PowerShell.Parameters;
using Swarm.PowerShell.Secrets;
using Swarm.PowerShell.Wording;

namespace Swarm.PowerShell.Runs;

/// <summary>What all cmdlets share that run steps: within what a step runs, and how a run is waited for and shown.</summary>
public abstract partial class RunCommand : SwarmCommand
{
    private readonly RunProgress _progress = new(TimeProvider.System);
    private RunSeed? _seed;

    /// <summary>Variables to add to the step's environment: a hashtable, or names of variables that are set here. They are part of the run's record, so that no secret belongs there.</summary>
    [Parameter]
    [ValidateNotNull]
    [EnvironmentVariables]
    [ArgumentCompleter(typeof(VariableCompleter))]
    public IDictionary? Environment { get; set; }

    /// <summary>Secrets to add to the step's environment: a hashtable of names, each with a SecureString, a credential, or the name of a secret in a SecretManagement vault; or names of variables that are set here. They are masked in the log, and the run's record has their names alone. A run on a backend takes none along.</summary>
    [Parameter]
    [ValidateNotNull]
    [EnvironmentSecrets]
    [ArgumentCompleter(typeof(VariableCompleter))]
    public IDictionary? Secret { get; set; }

    /// <summary>Gives an unconfined step none of the session's own variables but those that programs need, such as PATH and HOME. A confined one never has others.</summary>
    [Parameter]
    public SwitchParameter CleanEnvironment { get; set; }

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
    [ContractName]
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

    /// <summary>How long the run may be accepted once it is certified, as a TimeSpan or a number of seconds. An hour where only a nonce is given; without either, nothing governs it.</summary>
    [Parameter]
    [Duration]
    public TimeSpan? ValidFor { get; set; }

    /// <summary>Derives ids and entropy from a seed, so that the same step gives the same bytes in any store. It needs -Seed or -SeedPath.</summary>
    [Parameter]
    public SwitchParameter Deterministic { get; set; }

    /// <summary>The seed of a deterministic run, at least 16 bytes of UTF-8: a SecureString, a credential, or the name of a secret in a SecretManagement vault.</summary>
    [Parameter]
    [ValidateNotNull]
    [Secret]
    [ArgumentCompleter(typeof(SecretCompleter))]
    public SecureString? Seed { get; set; }

    /// <summary>The file that holds the seed of a deterministic run: at least 16 bytes, used as they are.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? SeedPath { get; set; }

    /// <inheritdoc/>
    protected override void Begin() => _seed = RunSeed.Read(Deterministic, Seed, SeedPath is null ? null : ResolvePath(SeedPath));

    /// <summary>Adds a run to what is shown as progress.</summary>
    /// <param name="label">What to call it where people read.</param>
    private protected RunProgress.Item AddProgress(string label) => _progress.Add(label);

    /// <summary>Makes the request of a run, whose lines, phases and warnings reach the pipeline.</summary>
    /// <param name="step">What to run.</param>
    /// <param name="item">What is shown as its progress.</param>
    /// <param name="isOneOfMany">Whether lines of others may come between its own, so that they are marked.</param>
    private protected RunRequest MakeRequest(EpisodeStep step, RunProgress.Item item, bool isOneOfMany)
    {
        var pool = Pool;
        return AddNetwork(new RunRequest
        {
            Step = step,
            Environment = Texts(Environment, LanguagePrimitives.ConvertTo<string>),
            Secrets = Texts(Secret, value => SecureText.Reveal((SecureString)value!)),
            CleanEnvironment = CleanEnvironment,
            Timeout = Timeout,
            LogLimitBytes = LogLimit,
            OutputLimitBytes = OutputLimit,
            RestorePolicy = RestorePolicy == SwarmRestorePolicy.AllowColdStart ? RestorePolicies.AllowColdStart : RestorePolicies.FailClosed,
            Policy = Policy is null ? null : ResolvePath(Policy),
            Retries = RetryCount,
            ValidFor = ValidFor,
            Seed = _seed?.Bytes,
            Output = new StepLines(pool, isOneOfMany ? $"[{item.Label}] " : string.Empty, line => WriteInformation(line, ["Swarm"])),
            Started = id => pool.Post(() => WriteVerbose($"Run {id} of '{item.Label}' has begun.")),
            Warning = text => pool.Post(() => WriteWarning(CmdletWords.Of(text))),
            Progress = phase => pool.Post(() => Report(item, phase.ToString())),
            Backend = DescribeBackend(
                run => pool.Post(() => Report(item, BackendCalls.Describe(run))),
                line => pool.Post(() => WriteDebug(line))),
        });
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing)
        {
            _seed?.Dispose();
        }
    }

    /// <summary>Shows what a run does.</summary>
    /// <param name="item">The run.</param>
    /// <param name="phase">What it does; null where it is finished.</param>
    private protected void Report(RunProgress.Item item, string? phase)
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

    private static Dictionary<string, string> Texts(IDictionary? variables, Func<object?, string> read) =>
        (variables ?? new Hashtable()).Cast<DictionaryEntry>().ToDictionary(entry => entry.Key.ToString()!, entry => read(entry.Value), StringComparer.Ordinal);
}

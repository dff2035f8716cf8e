using System.Management.Automation;
using System.Security;
using Swarm.Core.Contracts;
using Swarm.Engine.Remote;
using Swarm.Engine.Runs;
using Swarm.PowerShell.Commands;
using Swarm.PowerShell.Completion;
using Swarm.PowerShell.Errors;
using Swarm.PowerShell.Records;
using Swarm.PowerShell.Secrets;

namespace Swarm.PowerShell.Runs;

/// <summary>What cmdlets share that work on runs elsewhere: many side by side, each written as it is done.</summary>
public abstract class BackendRunCommand : RunReferenceCommand
{
    private readonly RunProgress _progress = new(TimeProvider.System);

    /// <summary>The backend's token: a SecureString, a credential, or the name of a secret in a SecretManagement vault. By default that of its variable (GH_TOKEN, GITLAB_TOKEN), else of its own command.</summary>
    [Parameter]
    [ValidateNotNull]
    [Secret]
    [ArgumentCompleter(typeof(SecretCompleter))]
    public SecureString? Token { get; set; }

    /// <summary>How many runs to work on side by side.</summary>
    [Parameter]
    [ValidateRange(1, 1024)]
    public int ThrottleLimit { get; set; } = 32;

    private protected override int MostAtOnce => ThrottleLimit;

    /// <summary>Works on one run beside the others, and writes it when it is done.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="deadline">How long to wait for it; null for the usual time.</param>
    /// <param name="work">The work.</param>
    /// <param name="reportsEnd">Whether a step that did not succeed is an error too.</param>
    private protected void Start(string runId, TimeSpan? deadline, Func<BackendAccess, CancellationToken, Task<RunInfo>> work, bool reportsEnd)
    {
        var (pool, target) = (Pool, Target);
        var item = _progress.Add(runId);
        var access = BackendCalls.Access(Token, deadline) with
        {
            Changed = run => pool.Post(() => Report(item, BackendCalls.Describe(run))),
            Trace = line => pool.Post(() => WriteDebug(line)),
        };
        DoBeside(
            () => target,
            async token =>
            {
                var run = await work(access, token);
                var record = SwarmRun.From(run);
                return () => Emit(run, record, reportsEnd);
            },
            finish: () => Report(item, phase: null));
    }

    private void Emit(RunInfo run, SwarmRun record, bool reportsEnd)
    {
        WriteNotice(run.Warning);
        WriteObject(record);
        if (reportsEnd && RunStatus.ErrorOf(record.Status) is { } code)
        {
            WriteError(CommandErrors.OfRun(code, run, record));
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
}

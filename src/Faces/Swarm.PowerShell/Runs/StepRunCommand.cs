using System.Management.Automation;
using Swarm.Core.Contracts;
using Swarm.Core.Errors;
using Swarm.Engine.Runs;
using Swarm.Engine.Sessions;
using Swarm.Execution.Episodes;
using Swarm.PowerShell.Completion;
using Swarm.PowerShell.Errors;
using Swarm.PowerShell.Parameters;
using Swarm.PowerShell.Records;
using Swarm.PowerShell.Steps;

namespace Swarm.PowerShell.Runs;

/// <summary>What launching and resuming share: one step, and each run written as it ends.</summary>
public abstract class StepRunCommand : RunCommand
{
    private EpisodeStep? _step;

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

    /// <summary>A value from whoever will accept the run, who accepts it once: up to 128 printable characters without blanks.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Nonce { get; set; }

    /// <summary>Comes back once the run has begun, in a process of its own or on the backend. Wait-SwarmRun, Get-SwarmRunLog, Stop-SwarmRun and Receive-SwarmRun go on with it, in this session or any other.</summary>
    [Parameter]
    public SwitchParameter NoWait { get; set; }

    /// <summary>A ticket that New-SwarmTicket issued for the run. By default one is issued.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ValueOf("Path")]
    [ArgumentCompleter(typeof(TicketCompleter))]
    public string? Ticket { get; set; }

    /// <summary>The script block, where the step is one.</summary>
    private protected abstract ScriptBlock? Block { get; }

    /// <summary>The arguments of a script.</summary>
    private protected abstract object?[]? Arguments { get; }

    /// <inheritdoc/>
    protected override void Begin()
    {
        base.Begin();
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
        var item = AddProgress(label);
        var common = MakeRequest(_step!, item, MostAtOnce > 1);
        var request = complete(common with
        {
            Label = Label,
            Nonce = Nonce,
            Ticket = Ticket is null ? null : ResolvePath(Ticket),
            Detached = NoWait ? DetachedRunHost.ProgramOf(this, MakeOptions()) : null,
            Backend = common.Backend is { } backend ? backend with { NoWait = NoWait } : null,
        });
        string? runId = null;
        request = request with { Started = id => { runId = id; common.Started!(id); } };
        DoBeside(
            () => FindRun(session, runId) ?? (object)(request.Node?.Text ?? label),
            async token =>
            {
                var run = await session.Runs.RunAsync(request, token);
                var record = SwarmRun.From(run);
                return () => Emit(run, record);
            },
            finish: () => Report(item, phase: null));
    }

    // The run that failed without a node, where it was begun.
    private static SwarmRun? FindRun(SwarmSession session, string? runId)
    {
        try
        {
            return runId is null ? null : SwarmRun.From(session.Runs.Get(runId));
        }
        catch (SwarmException)
        {
            return null;
        }
    }

    private void Emit(RunInfo run, SwarmRun record)
    {
        WriteNotice(run.Warning);
        WriteObject(record);
        if (RunStatus.ErrorOf(record.Status) is { } code)
        {
            WriteError(CommandErrors.OfRun(code, run, record));
        }
    }
}

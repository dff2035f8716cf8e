using System.Management.Automation;
using Swarm.PowerShell.Records;

namespace Swarm.PowerShell.Runs;

/// <summary>Starts a run from the root: copies a workspace and a state, runs a step on them, and waits for its end.</summary>
/// <remarks>
/// The step is a script block, a script file or any program. It works on copies: what -Workspace and -State name is never
/// changed. What it leaves is kept as a node, with a certificate that anyone can check. A step that fails, runs out of time
/// or breaks a limit is kept too: its run is written, and then an error that says so.
///
/// A script block runs in a PowerShell of its own. It takes -ArgumentList, and $using:name for the caller's variables, as
/// JSON values. It finds its state database at $env:SWARM_STATE and its label at $env:SWARM_LABEL; what it writes to the
/// file $env:SWARM_OUTPUT is its response. Its output goes to the information stream: add -InformationAction Continue to
/// see it.
///
/// A script block runs with $ErrorActionPreference = 'Stop', so that the first error of a cmdlet ends it. It succeeds when its exit code
/// is 0: that of 'exit', else what $LASTEXITCODE is at its end, which is the exit code of the last program that it called. So
/// '{ grep -q x file; if ($LASTEXITCODE) { "none" } }' fails where grep finds nothing: after a program whose failure is an answer, write
/// '$global:LASTEXITCODE = 0', or 'exit 0' at the end.
///
/// A failed step's error has the last 20 lines of its log in its message and the run as its TargetObject, so that
/// 'catch { $_.TargetObject | Get-SwarmRunLog }' shows all of it. So has the error of a run that could not be made.
///
/// An unconfined step inherits this session's environment variables, secrets too, unless -CleanEnvironment is given. A confined one has
/// those that programs need, such as PATH, HOME and LANG, and what -Environment and -Secret name.
///
/// With -NoWait the run goes on in a process of its own, whatever becomes of this session; its output is in its log.
///
/// With -Backend the step runs on a runner of GitHub Actions or GitLab, under a workflow that is pinned to a commit. What it
/// needs travels sealed, what it leaves is verified before it is taken in, and its node is one like any other. Stopping the
/// command leaves such a run where it is: Wait-SwarmRun and Receive-SwarmRun go on with it, Stop-SwarmRun ends it.
///
/// Where there is no store yet, one is made in the current location, and keys to seal it to.
/// </remarks>
/// <example>
/// <code>Start-SwarmRun -Workspace ./repo -Label base { Get-ChildItem | Out-File listing.txt }</code>
/// <para>Runs a script block on a copy of the folder 'repo'.</para>
/// </example>
/// <example>
/// <code>Start-SwarmRun -Workspace ./repo -Command git, --version -InformationAction Continue</code>
/// <para>Runs a program, and shows what it writes.</para>
/// </example>
/// <example>
/// <code>
/// $greeting = 'hello'
/// $run = Start-SwarmRun { "$using:greeting $($args[0])" > $env:SWARM_OUTPUT } -ArgumentList world -Timeout 60
/// $run.Response
/// </code>
/// <para>Passes values to a step, gives it a minute, and reads its response.</para>
/// </example>
/// <example>
/// <code>
/// $env:REGISTRY_TOKEN = 'a-token-of-the-registry'
/// Start-SwarmRun -Secret REGISTRY_TOKEN -Environment @{ STYLE = 'bold' } { "style: $env:STYLE, token: $env:REGISTRY_TOKEN" } | Get-SwarmRunLog
/// </code>
/// <para>Hands a variable and a secret to the step. The log shows asterisks in the secret's place, and no record has it.</para>
/// </example>
/// <example>
/// <code>
/// $run = Start-SwarmRun -Label background { Start-Sleep 1; 'done' > $env:SWARM_OUTPUT } -NoWait
/// ($run | Wait-SwarmRun).Response
/// </code>
/// <para>Goes on while the run is under way, and waits for it later.</para>
/// </example>
[Cmdlet(VerbsLifecycle.Start, "SwarmRun", SupportsShouldProcess = true, DefaultParameterSetName = StepSets.Block)]
[OutputType(typeof(SwarmRun))]
public sealed class StartSwarmRunCommand : StepRunCommand
{
    /// <summary>The script block to run.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = StepSets.Block)]
    [ValidateNotNull]
    public ScriptBlock? Step { get; set; }

    /// <summary>The arguments of the script block or script file: JSON values.</summary>
    [Parameter(ParameterSetName = StepSets.Block)]
    [Parameter(ParameterSetName = StepSets.File)]
    [AllowNull]
    [AllowEmptyCollection]
    public object?[]? ArgumentList { get; set; }

    /// <summary>The folder that the step starts with a copy of. '.swarm' is left out, and what '.swarmignore' names. By default the step starts in an empty folder.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Workspace { get; set; }

    /// <summary>Leaves out of the workspace what git ignores there. A file that git tracks is never ignored.</summary>
    [Parameter]
    public SwitchParameter GitIgnore { get; set; }

    /// <summary>The SQLite database that the step starts with a copy of. By default it starts with an empty one.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? State { get; set; }

    private protected override ScriptBlock? Block => Step;

    private protected override object?[]? Arguments => ArgumentList;

    /// <inheritdoc/>
    protected override void Process()
    {
        var label = Label ?? Core.Identifiers.Label.Default;
        var workspace = Workspace is null ? null : ResolvePath(Workspace);
        var state = State is null ? null : ResolvePath(State);
        if (ShouldProcess(workspace ?? "an empty workspace", $"Start run '{label}'"))
        {
            Start(OpenOrCreateSession(), label, request => request with { Workspace = workspace, OmitsGitIgnored = GitIgnore, State = state });
        }
    }
}

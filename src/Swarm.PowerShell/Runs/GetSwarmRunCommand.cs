using System.Management.Automation;
using Swarm.PowerShell.Commands;
using Swarm.PowerShell.Completion;
using Swarm.PowerShell.Parameters;
using Swarm.PowerShell.Records;

namespace Swarm.PowerShell.Runs;

/// <summary>Gets runs: all of a store, or one.</summary>
/// <remarks>
/// A run that is named comes with its response; a list is quicker without.
/// </remarks>
/// <example>
/// <code>Get-SwarmRun</code>
/// <para>Lists all runs in the order of their beginning.</para>
/// </example>
/// <example>
/// <code>Get-SwarmRun base | Format-List</code>
/// <para>Shows the run that made the tip of the branch 'base', with its response.</para>
/// </example>
/// <example>
/// <code>Get-SwarmRun -Status step_failed, step_timed_out</code>
/// <para>Lists the runs whose step failed or ran out of time.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "SwarmRun")]
[OutputType(typeof(SwarmRun))]
public sealed class GetSwarmRunCommand : SwarmCommand
{
    /// <summary>The run: its id or an unambiguous beginning of it, the label or id of the node that it made, or an object that has one of them. By default all runs.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("RunId")]
    [NodeReference]
    [ArgumentCompleter(typeof(RunCompleter))]
    public SwarmNodeReference? Run { get; set; }

    /// <summary>Only runs of these branches.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(LabelCompleter))]
    public string[]? Label { get; set; }

    /// <summary>Only runs that stand so.</summary>
    [Parameter]
    [ValidateSet("pending", "running", "succeeded", "step_failed", "step_timed_out", "step_limit_exceeded", "cancelled", "failed", "abandoned")]
    public string[]? Status { get; set; }

    /// <inheritdoc/>
    protected override object? Target => Run?.Source;

    /// <inheritdoc/>
    protected override void Process()
    {
        var session = OpenSession(Run);
        var runs = Run is null ? session.Runs.List() : [session.Runs.Get(RunIdentity.Of(Run), withResponse: true)];
        WriteObject(runs.Select(SwarmRun.From).Where(IsWanted), enumerateCollection: true);
    }

    private bool IsWanted(SwarmRun run) =>
        (Label is null || Label.Contains(run.Label, StringComparer.Ordinal)) && (Status is null || Status.Contains(run.Status, StringComparer.OrdinalIgnoreCase));
}

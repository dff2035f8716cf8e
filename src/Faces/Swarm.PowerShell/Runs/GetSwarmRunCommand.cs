using System.Management.Automation;
using Swarm.Core.Contracts;
using Swarm.Core.Errors;
using Swarm.Engine.Runs;
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
/// <code>Get-SwarmRun -Status step_*</code>
/// <para>Lists the runs whose step failed, ran out of time or broke a limit.</para>
/// </example>
/// <example>
/// <code>Get-SwarmRun -Since (Get-Date).AddDays(-2) -First 20</code>
/// <para>Lists the first 20 runs of the last two days.</para>
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
    public SwarmNodeReference[]? Run { get; set; }

    /// <summary>Only runs of these branches; wildcards are taken.</summary>
    [Parameter]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(LabelCompleter))]
    public string[]? Label { get; set; }

    /// <summary>
    /// Only runs that stand so: pending, running, succeeded, step_failed, step_timed_out, step_limit_exceeded, cancelled, failed, abandoned or
    /// removed; wildcards are taken.
    /// </summary>
    [Parameter]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ValidateRunStatus]
    [ArgumentCompleter(typeof(StatusCompleter))]
    public string[]? Status { get; set; }

    /// <summary>Only runs that began since.</summary>
    [Parameter]
    public DateTime? Since { get; set; }

    /// <summary>No more than this many; nothing is read after them.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int First { get; set; } = int.MaxValue;

    private protected override IReadOnlyList<object?> Items => Run ?? base.Items;

    /// <inheritdoc/>
    protected override void Process()
    {
        var session = OpenSession(CurrentNode);
        var labels = new NameFilter(Label);
        var statuses = Status is null ? null : RunStatus.Shown.Where(new NameFilter(Status).Matches).ToArray();
        if (CurrentNode is not null)
        {
            var run = session.Runs.Get(RunIdentity.Of(CurrentNode!), withResponse: true);
            if (labels.Matches(run.Record.Label) && statuses?.Contains(run.Status, StringComparer.Ordinal) is not false)
            {
                WriteObject(SwarmRun.From(run));
            }

            return;
        }

        WriteEach(session.Runs.Read(new RunFilter { HasLabel = labels.Matches, Statuses = statuses, Since = Since }).Take(First).Select(SwarmRun.From));
        if (Status is null && Since is null && First == int.MaxValue)
        {
            WriteMissing(labels, ErrorCode.NodeNotFound, label => $"There is no run of the branch '{label}': list them with Get-SwarmRun.");
        }
    }
}

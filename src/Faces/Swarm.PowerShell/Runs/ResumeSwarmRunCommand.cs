using System.Management.Automation;
using Swarm.Engine.Nodes;
using Swarm.PowerShell.Completion;
using Swarm.PowerShell.Parameters;
using Swarm.PowerShell.Records;

namespace Swarm.PowerShell.Runs;

/// <summary>Runs a step from a node: restores its state and workspace, runs the step on them, and waits for its end.</summary>
/// <remarks>
/// Nodes come from the pipeline, or one by name. With -ThrottleLimit several run side by side, each in a folder of its
/// own; runs are written as they finish, and lines of their logs begin with the label.
///
/// A branch with several tips has no one that its label stands for: 'label@latest' is its newest node, and 'label@{1}', in
/// quotes, the one before that.
///
/// A script block runs with $ErrorActionPreference = 'Stop', so that the first error of a cmdlet ends it. It succeeds when its exit code
/// is 0: that of 'exit', else what $LASTEXITCODE is at its end, which is the exit code of the last program that it called. So
/// '{ grep -q x file; if ($LASTEXITCODE) { "none" } }' fails where grep finds nothing: after a program whose failure is an answer, write
/// '$global:LASTEXITCODE = 0', or 'exit 0' at the end.
/// </remarks>
/// <example>
/// <code>Resume-SwarmRun base { 'more' >> notes.txt }</code>
/// <para>Goes on from the tip of the branch 'base'.</para>
/// </example>
/// <example>
/// <code>Get-SwarmNode base | Fork-SwarmRun -Label left, right | Resume-SwarmRun { $env:SWARM_LABEL > mine.txt } -ThrottleLimit 2</code>
/// <para>Runs the same step on two forks side by side.</para>
/// </example>
/// <example>
/// <code>Resume-SwarmRun 'base@latest' { 'from the newest node of the branch' }</code>
/// <para>Names the newest node of a branch, also where the branch has several tips.</para>
/// </example>
[Cmdlet(VerbsLifecycle.Resume, "SwarmRun", SupportsShouldProcess = true, DefaultParameterSetName = StepSets.Block)]
[OutputType(typeof(SwarmRun))]
public sealed class ResumeSwarmRunCommand : StepRunCommand
{
    /// <summary>The node to start from: an id or an unambiguous beginning of it, a label, a run's id, or an object that has one of them.</summary>
    [Parameter(Mandatory = true, ParameterSetName = StepSets.Block, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Parameter(Mandatory = true, ParameterSetName = StepSets.NodeAndBlock, Position = 0)]
    [Parameter(Mandatory = true, ParameterSetName = StepSets.File, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Parameter(Mandatory = true, ParameterSetName = StepSets.Command, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("NodeId")]
    [NodeReference]
    [ArgumentCompleter(typeof(NodeCompleter))]
    public SwarmNodeReference[]? Node { get; set; }

    /// <summary>The script block to run.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = StepSets.Block)]
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = StepSets.NodeAndBlock)]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(NodeCompleter))]
    public ScriptBlock? Step { get; set; }

    /// <summary>The arguments of the script block or script file: JSON values.</summary>
    [Parameter(ParameterSetName = StepSets.Block)]
    [Parameter(ParameterSetName = StepSets.NodeAndBlock)]
    [Parameter(ParameterSetName = StepSets.File)]
    [AllowNull]
    [AllowEmptyCollection]
    public object?[]? ArgumentList { get; set; }

    /// <summary>How many runs may go side by side.</summary>
    [Parameter]
    [ValidateRange(1, 1024)]
    public int ThrottleLimit { get; set; } = 1;

    private protected override IReadOnlyList<object?> Items => Node!;

    private protected override int MostAtOnce => ThrottleLimit;

    private protected override ScriptBlock? Block => Step;

    private protected override object?[]? Arguments => ArgumentList;

    /// <inheritdoc/>
    protected override void Process()
    {
        var session = OpenSession(CurrentNode);
        var node = session.Nodes.Get(NodeOf(CurrentNode!)).Record;
        var label = Label ?? node.Label;
        if (ShouldProcess(node.NodeId, $"Resume as '{label}'"))
        {
            Start(session, label, request => request with { Node = new NodeReference(node.NodeId) });
        }
    }
}

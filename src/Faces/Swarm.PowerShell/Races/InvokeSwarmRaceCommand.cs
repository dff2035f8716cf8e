using System.Management.Automation;
using Swarm.Core.Errors;
using Swarm.Engine.Nodes;
using Swarm.Engine.Races;
using Swarm.Engine.Sessions;
using Swarm.PowerShell.Completion;
using Swarm.PowerShell.Errors;
using Swarm.PowerShell.Parameters;
using Swarm.PowerShell.Records;
using Swarm.PowerShell.Runs;
using Swarm.PowerShell.Steps;

namespace Swarm.PowerShell.Races;

/// <summary>Races several steps from one node: runs them side by side, each on a branch of its own, scores them and ranks them.</summary>
/// <remarks>
/// Each entrant starts from a fork of the node, with the same state and workspace, and leaves a node of its own, with a
/// certificate. The steps are given by label, or as one script block and -Label: then each finds its own name at
/// $env:SWARM_LABEL.
///
/// -Score is run here, on each run whose step succeeded, as soon as it ended. $_ is the run, and the current location a copy of
/// the workspace that it left, which is removed afterwards. What the script gives last is the score: a number, $true or $false,
/// or the result of Invoke-Pester -PassThru, where the share of passed tests counts, so that all passed beats any failed. An error in
/// it is an error of this cmdlet, and leaves that entrant without a score. The script is yours and not confined; what it
/// runs from the workspace is what the step left there.
///
/// The highest score wins, with -LowestWins the lowest. Equal scores are ranked by the shorter duration, then by label. Entrants
/// that failed or have no score come last. Without -Score the exit code decides, and then the duration. All
/// entrants are written in the order of their rank once the race is over; where nobody wins, an error says so.
/// </remarks>
/// <example>
/// <code>Invoke-SwarmRace base @{ careful = { 'one' > notes.txt }; bold = { 'one', 'two' > notes.txt } } -Score { (Get-Content notes.txt).Count }</code>
/// <para>Races two steps, and ranks them by the number of lines that they left.</para>
/// </example>
/// <example>
/// <code>
/// $race = Get-SwarmNode base | Invoke-SwarmRace { $env:SWARM_LABEL.Length > $env:SWARM_OUTPUT } -Label a, bb, ccc -Score { $_.Response } -LowestWins -RemoveLoser
/// $race[0] | Export-SwarmWorkspace -Destination ./shortest
/// </code>
/// <para>Runs the same step under three labels, lets the lowest response win, removes the nodes of the others, and writes the winner's workspace.</para>
/// </example>
/// <example>
/// <code>Invoke-SwarmRace base { exit ($env:SWARM_LABEL -eq 'wrong') } -Label right, wrong | Where-Object IsWinner | Test-SwarmCertificate</code>
/// <para>Lets the exit code decide, and verifies the winner.</para>
/// </example>
[Cmdlet(VerbsLifecycle.Invoke, "SwarmRace", SupportsShouldProcess = true, DefaultParameterSetName = StepSets.Block)]
[OutputType(typeof(SwarmRaceResult))]
public sealed class InvokeSwarmRaceCommand : RunCommand
{
    private IReadOnlyList<RaceEntrantStep> _entrants = [];

    /// <summary>The node that all start from: an id or an unambiguous beginning of it, a label, a run's id, or an object that has one of them.</summary>
    [Parameter(Mandatory = true, ParameterSetName = StepSets.Block, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Parameter(Mandatory = true, ParameterSetName = StepSets.NodeAndBlock, Position = 0)]
    [Alias("NodeId")]
    [NodeReference]
    [ArgumentCompleter(typeof(NodeCompleter))]
    public SwarmNodeReference[]? Node { get; set; }

    /// <summary>What the entrants run: a script block for each label, as @{ label = { … } }, or one script block for all of -Label.</summary>
    [Parameter(Mandatory = true, ParameterSetName = StepSets.Block, Position = 0)]
    [Parameter(Mandatory = true, ParameterSetName = StepSets.NodeAndBlock, Position = 1)]
    [RaceStep]
    public SwarmRaceStep? Step { get; set; }

    /// <summary>The entrants' labels, where all run the same script block: 1 to 64 letters, digits, '.', '-', '_' or '/' each.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(LabelCompleter))]
    public string[]? Label { get; set; }

    /// <summary>The arguments of the script blocks: JSON values.</summary>
    [Parameter]
    [AllowNull]
    [AllowEmptyCollection]
    public object?[]? ArgumentList { get; set; }

    /// <summary>Scores a run, which is $_, in a copy of its workspace: gives a number, $true or $false, or a result of Pester. By default the exit code decides.</summary>
    [Parameter]
    [ValidateNotNull]
    public ScriptBlock? Score { get; set; }

    /// <summary>Lets the lowest score win.</summary>
    [Parameter]
    public SwitchParameter LowestWins { get; set; }

    /// <summary>Removes the nodes of all but the winner once the race is over. Their certificates stay. Where nobody wins, nothing is removed.</summary>
    [Parameter]
    public SwitchParameter RemoveLoser { get; set; }

    /// <summary>How many runs may go side by side. By default as many as this machine has processors; on a backend, 32.</summary>
    [Parameter]
    [ValidateRange(1, 1024)]
    public int? ThrottleLimit { get; set; }

    private protected override IReadOnlyList<object?> Items => Node!;

    /// <inheritdoc/>
    protected override void Begin()
    {
        base.Begin();
        var reader = new StepReader(SessionState);
        _entrants = [.. ReadBlocks().Select(entry => new RaceEntrantStep(entry.Label, reader.FromBlock(entry.Block, ArgumentList ?? [])))];
    }

    /// <inheritdoc/>
    protected override void Process()
    {
        var session = OpenSession(CurrentNode);
        var node = session.Nodes.Get(NodeOf(CurrentNode!)).Record;
        if (ShouldProcess(node.NodeId, $"Race {string.Join(", ", _entrants.Select(entrant => $"'{entrant.Label}'"))}"))
        {
            Race(session, node.NodeId);
        }
    }

    private IEnumerable<(string Label, ScriptBlock Block)> ReadBlocks() => (Step!.Common, Label) switch
    {
        ({ } block, { } labels) => labels.Select(label => (label, block)),
        (null, null) => Step.Blocks.Select(entry => (entry.Key, entry.Value)),
        (null, _) => throw new SwarmException(ErrorCode.SpecInvalid, "The steps have their labels already: leave -Label out, or give one script block for all of them."),
        _ => throw new SwarmException(ErrorCode.SpecInvalid, "One script block takes part under several labels: name them with -Label, or give the steps as @{ label = { … } }."),
    };

    private void Race(SwarmSession session, string nodeId)
    {
        var (pool, target) = (Pool, Target);
        var items = _entrants.Select(entrant => (entrant.Step, Item: AddProgress(entrant.Label))).ToArray();
        var request = new RaceRequest
        {
            Node = new NodeReference(nodeId),
            Entrants = [.. items.Select(entry => new RaceEntrant(entry.Item.Label, MakeRequest(entry.Step, entry.Item, items.Length > 1)))],
            Score = Score is null ? null : new ScriptScore(Score, pool, SessionState),
            LowestWins = LowestWins,
            MostAtOnce = ThrottleLimit,
            Removes = RemoveLoser ? (loser, token) => pool.AskAsync(() => ShouldProcess(loser.Label, "Remove state and capabilities"), token) : null,
            Finished = standing => pool.Post(() => Report(Array.Find(items, entry => entry.Item.Label == standing.Label).Item, phase: null)),
        };
        DoBeside(
            () => target,
            async token =>
            {
                var result = await session.Races.RunAsync(request, token);
                return () => Emit(result, session.Root, target);
            });
    }

    // Errors come last: where they end the pipeline, the whole ranking was written before.
    private void Emit(RaceResult result, string root, object? target)
    {
        var records = result.Ranking.Select(standing => SwarmRaceResult.From(standing, root)).ToArray();
        WriteObject(records, enumerateCollection: true);
        foreach (var (standing, record) in result.Ranking.Zip(records))
        {
            if (standing is { Error: { } error, IsStepFailure: false })
            {
                WriteError(CommandErrors.From(ErrorCode.Find(error.Code), error.Message, record));
            }
        }

        if (result.Winner is null)
        {
            WriteError(CommandErrors.From(ErrorCode.StepFailed, "Nobody won the race: every entrant failed or has no score. The property Message of each says why.", target));
        }
    }

    private sealed record RaceEntrantStep(string Label, Execution.Episodes.EpisodeStep Step);
}

using System.CommandLine;
using System.CommandLine.Parsing;
using Swarm.Cli.CommandLine;
using Swarm.Cli.Commands.Backends;
using Swarm.Cli.Output;
using Swarm.Cli.Parsing;
using Swarm.Engine.Races;
using Swarm.Engine.Sessions;

namespace Swarm.Cli.Commands.Runs;

/// <summary>Runs a step several times from one node, side by side, and ranks the runs.</summary>
internal sealed class RaceCommand : SwarmCommand
{
    private const string Exit = "exit";
    private const string Response = "response";

    private readonly Option<string> _node = CommonOptions.Node(what: "The node that all start from");

    private readonly Option<string[]> _labels = new("--label")
    {
        Description = "The name of an entrant's branch; given once for each. The step finds it in SWARM_LABEL.",
        HelpName = "LABEL",
        Required = true,
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<string> _score = new("--score")
    {
        Description = "What counts where the step succeeded: exit (the default: the quickest wins), or response (the number in it).",
        HelpName = "WHAT",
        DefaultValueFactory = _ => Exit,
    };

    private readonly Option<string?> _scoreCommand = new("--score-command")
    {
        Description = "A program and its arguments, run in a copy of each workspace, unconfined: a last line that is a number is the score, else exit code 0 scores 1; any other exit code gives no score. A program with a '/' is looked for from the current folder.",
        HelpName = "COMMAND",
    };

    private readonly Option<bool> _lowestWins = new("--lowest-wins") { Description = "Let the lowest score win, not the highest." };

    private readonly Option<bool> _dropLosers = new("--drop-losers") { Description = "Remove the nodes of all but the winner; certificates stay, and everything where nobody wins." };

    private readonly Option<int?> _throttle = new("--throttle") { Description = "The most runs at once; else one a processor, or 32 on a backend.", HelpName = "N" };

    private readonly StepOptions _step;

    public RaceCommand(IReadOnlyList<string> step)
        : base("race", "Run a step from a node under several labels, side by side, and rank the runs; the exit code is 7 where nobody wins.")
    {
        _score.AcceptOnlyFromAmong(Exit, Response);
        _throttle.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && result.GetValueOrDefault<int?>() is < 1 or > 1024)
            {
                result.AddError("--throttle takes a number from 1 to 1024.");
            }
        });
        foreach (var option in new Option[] { _node, _labels, _score, _scoreCommand, _lowestWins, _dropLosers, _throttle })
        {
            Add(option);
        }

        Validators.Add(result =>
        {
            if (result.GetResult(_scoreCommand) is not null && result.GetResult(_score) is { Implicit: false })
            {
                result.AddError("--score and --score-command exclude each other.");
            }
        });
        _step = new StepOptions(step, new BackendOptions(waits: true), isRace: true);
        _step.AddTo(this);
        TakesStep = true;
        Examples =
        [
            "swarm run race --node base --label careful --label bold --score response -- ./agent.sh",
            "swarm run race --node base --label a --label b --score-command 'pytest -q' --drop-losers -- ./fix.sh",
        ];
    }

    protected override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        using var session = invocation.Open();
        return await _step.WithRequestAsync(invocation, async common =>
        {
            var request = new RaceRequest
            {
                Node = invocation.Node(_node),
                Entrants =
                [
                    .. invocation.Require(_labels).Select(label => new RaceEntrant(label, common with { Output = invocation.Streams.IsQuiet ? null : new StepEcho($"[{label}] ") })),
                ],
                Score = ReadScore(invocation, session),
                LowestWins = invocation.Get(_lowestWins),
                Removes = invocation.Get(_dropLosers) ? (_, _) => Task.FromResult(true) : null,
                MostAtOnce = invocation.Get(_throttle),
                Finished = standing => invocation.Streams.Tell($"{standing.Label}: {standing.Run?.Record.Status ?? standing.Error?.Code}"),
            };
            return invocation.Write(RaceReport.Of(await session.Races.RunAsync(request, cancellationToken)));
        });
    }

    private IRaceScore? ReadScore(Invocation invocation, SwarmSession session) =>
        invocation.Get(_scoreCommand) is { } command ? new CommandScore(session, [.. CommandLineParser.SplitCommandLine(command)])
        : string.Equals(invocation.Get(_score), Response, StringComparison.Ordinal) ? new ResponseScore()
        : null;
}

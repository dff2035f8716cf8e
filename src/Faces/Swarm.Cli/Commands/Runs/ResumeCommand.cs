using System.CommandLine;
using Swarm.Cli.CommandLine;
using Swarm.Cli.Commands.Backends;
using Swarm.Cli.Parsing;

namespace Swarm.Cli.Commands.Runs;

/// <summary>Runs a step from a node.</summary>
internal sealed class ResumeCommand : SwarmCommand
{
    private readonly Option<string> _node = CommonOptions.Node(what: "The node to start from");
    private readonly StepOptions _step;

    public ResumeCommand(IReadOnlyList<string> step)
        : base("resume", "Run a step from a node, with its state and workspace restored.")
    {
        Add(_node);
        _step = new StepOptions(step, new BackendOptions());
        _step.AddTo(this);
        TakesStep = true;
        Examples =
        [
            "swarm run resume --node branch:base -- ./agent.sh",
            "swarm run resume --node run:run-3f9k --env STYLE=bold -- pwsh -File agent.ps1",
        ];
    }

    protected override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        using var session = invocation.Open();
        var node = invocation.Node(_node);
        return await _step.RunAsync(invocation, session, request => request with { Node = node }, cancellationToken);
    }
}

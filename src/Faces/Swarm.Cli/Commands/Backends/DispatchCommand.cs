using System.CommandLine;
using Swarm.Cli.CommandLine;
using Swarm.Cli.Commands.Runs;
using Swarm.Cli.Parsing;
using Swarm.Engine.Nodes;
using Swarm.Engine.Sessions;

namespace Swarm.Cli.Commands.Backends;

/// <summary>Hands a run to a backend, and comes back once it is there.</summary>
internal sealed class DispatchCommand : SwarmCommand
{
    private readonly Option<string?> _node = new("--node")
    {
        Description = "The node to start from: a node's id or its beginning, run:<id>, branch:<label>, or a label. Else the run starts from the root.",
        HelpName = "REF",
    };

    private readonly Option<string?> _workspace = CommonOptions.Path("--workspace", "DIR", "The folder that a run from the root starts with a copy of.");
    private readonly Option<string?> _state = CommonOptions.Path("--state", "FILE", "The SQLite database that a run from the root starts with a copy of.");
    private readonly StepOptions _step;

    public DispatchCommand(string backend, IReadOnlyList<string> step)
        : base("dispatch", "Start a run on the backend, and come back once it is there.")
    {
        Add(_node);
        Add(_workspace);
        Add(_state);
        _step = new StepOptions(step, new BackendOptions(backend));
        _step.AddTo(this);
        TakesStep = true;
        Examples = [$"swarm backend {backend} dispatch --node branch:base --allow-unconfined -- ./agent.sh"];
    }

    protected override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        using var session = SwarmSession.OpenOrCreate(invocation.Options);
        var node = invocation.Get(_node) is { } reference ? new NodeReference(reference) : null;
        var (workspace, state) = (invocation.Get(_workspace), invocation.Get(_state));
        return await _step.RunAsync(
            invocation, session, request => request with { Node = node, Workspace = workspace, State = state }, cancellationToken);
    }
}

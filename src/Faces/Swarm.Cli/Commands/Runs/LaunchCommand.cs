using System.CommandLine;
using Swarm.Cli.CommandLine;
using Swarm.Cli.Commands.Backends;
using Swarm.Cli.Parsing;
using Swarm.Engine.Sessions;

namespace Swarm.Cli.Commands.Runs;

/// <summary>Launches a run from the root.</summary>
internal sealed class LaunchCommand : SwarmCommand
{
    private readonly Option<string?> _workspace = CommonOptions.Path(
        "--workspace", "DIR", "The folder to copy in as the step's workspace; it is never modified. Else an empty one.");
    private readonly Option<string?> _state = CommonOptions.Path(
        "--state", "FILE", "The SQLite database to copy in as the step's state. Else an empty one.");
    private readonly Option<bool> _gitignore = new("--gitignore")
    {
        Description = "Leave out of the workspace what git ignores there. A file that git tracks is never ignored.",
    };

    private readonly StepOptions _step;

    public LaunchCommand(IReadOnlyList<string> step)
        : base("launch", "Run a step from the root; makes keys and store first where there are none.")
    {
        Add(_workspace);
        Add(_gitignore);
        Add(_state);
        _step = new StepOptions(step, new BackendOptions());
        _step.AddTo(this);
        TakesStep = true;
        Examples =
        [
            "swarm run launch --workspace . --label base -- dotnet build",
            "swarm run launch --state app.sqlite --timeout 5m --json -- python3 migrate.py",
            "swarm run launch --backend github --workspace . --allow-unconfined -- ./agent.sh",
        ];
    }

    protected override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        using var session = SwarmSession.OpenOrCreate(invocation.Options);
        return await _step.RunAsync(
            invocation,
            session,
            request => request with
            {
                Workspace = invocation.Get(_workspace),
                OmitsGitIgnored = invocation.Get(_gitignore),
                State = invocation.Get(_state),
            },
            cancellationToken);
    }
}

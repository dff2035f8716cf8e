using System.CommandLine;
using Swarm.Cli.CommandLine;
using Swarm.Cli.Commands.Backends;
using Swarm.Cli.Output;
using Swarm.Cli.Parsing;
using Swarm.Engine.Remote;

namespace Swarm.Cli.Commands.Runs;

/// <summary>Takes in a run that ended on a backend.</summary>
internal sealed class CollectCommand : SwarmCommand
{
    private readonly Argument<string> _run = CommonOptions.Run();
    private readonly Option<string?> _folder = CommonOptions.Path(
        "--artifacts", "DIR", "The folder that the run's artifacts were downloaded to by other means. Else they are fetched from the backend.");

    private readonly AccessOptions _access = new();
    private readonly CollectOptions _collect = new();

    public CollectCommand()
        : base("collect", "Fetch what a run left on a backend, verify it and take it in; collecting it again changes nothing.")
    {
        Add(_run);
        Add(_folder);
        _collect.AddTo(this);
        Examples = ["swarm run collect run-3f9k", "swarm run collect run-3f9k --artifacts ./downloaded --trusted-root github"];
    }

    protected override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        using var session = invocation.Open();
        var (id, trust) = (invocation.Require(_run), _collect.Read(invocation));
        var run = invocation.Get(_folder) is { } folder
            ? session.Remote.Collect(new CollectRequest(trust, id, folder), cancellationToken)
            : await session.Runs.ReceiveAsync(id, trust, _access.Read(invocation), cancellationToken);
        return invocation.Write(RunReport.Of(run, ExitCodes.OfRun(run.Record.Status)));
    }
}

using System.CommandLine;
using Swarm.Cli.CommandLine;
using Swarm.Cli.Commands.Backends;
using Swarm.Cli.Output;
using Swarm.Cli.Parsing;

namespace Swarm.Cli.Commands.Runs;

/// <summary>Cancels a run that another process or a backend runs.</summary>
internal sealed class CancelCommand : SwarmCommand
{
    private readonly Argument<string> _run = CommonOptions.Run();

    private readonly AccessOptions _access = new();

    public CancelCommand()
        : base("cancel", "Cancel a run that is under way, and wait until nothing of it is left.")
    {
        Add(_run);
        _access.AddGraceTo(this);
    }

    protected override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        using var session = invocation.Open();
        var run = await session.Runs.CancelAsync(invocation.Require(_run), _access.Read(invocation), cancellationToken);
        return invocation.Write(RunReport.Of(run, ExitCodes.Success));
    }
}

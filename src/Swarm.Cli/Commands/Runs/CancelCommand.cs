using System.CommandLine;
using Swarm.Cli.CommandLine;
using Swarm.Cli.Output;
using Swarm.Cli.Parsing;

namespace Swarm.Cli.Commands.Runs;

/// <summary>Cancels a run that another process runs.</summary>
internal sealed class CancelCommand : SwarmCommand
{
    private readonly Argument<string> _run = CommonOptions.Run();

    public CancelCommand()
        : base("cancel", "Cancel a run that is under way, and wait until nothing of it is left.") => Add(_run);

    protected override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        using var session = invocation.Open();
        var run = await session.Runs.CancelAsync(invocation.Require(_run), cancellationToken);
        return invocation.Write(RunReport.Of(run, ExitCodes.Success));
    }
}

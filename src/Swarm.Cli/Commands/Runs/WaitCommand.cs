using System.CommandLine;
using Swarm.Cli.CommandLine;
using Swarm.Cli.Output;
using Swarm.Cli.Parsing;

namespace Swarm.Cli.Commands.Runs;

/// <summary>Waits for a run that another process runs.</summary>
internal sealed class WaitCommand : SwarmCommand
{
    private readonly Argument<string> _run = CommonOptions.Run();

    public WaitCommand()
        : base("wait", "Wait until a run has ended; the exit code is as if it had been run here.") => Add(_run);

    protected override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        using var session = invocation.Open();
        var run = await session.Runs.WaitAsync(invocation.Require(_run), cancellationToken);
        return invocation.Write(RunReport.Of(run, ExitCodes.OfRun(run.Record.Status)));
    }
}

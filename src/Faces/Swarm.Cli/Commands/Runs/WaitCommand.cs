using System.CommandLine;
using Swarm.Cli.CommandLine;
using Swarm.Cli.Commands.Backends;
using Swarm.Cli.Output;
using Swarm.Cli.Parsing;

namespace Swarm.Cli.Commands.Runs;

/// <summary>Waits for a run that another process or a backend runs.</summary>
internal sealed class WaitCommand : SwarmCommand
{
    private readonly Argument<string> _run = CommonOptions.Run();

    private readonly AccessOptions _access = new();

    public WaitCommand()
        : base("wait", "Wait until a run has ended, here or on its backend; the exit code is as if it had been run here.")
    {
        Add(_run);
        _access.AddWaitTo(this);
    }

    protected override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        using var session = invocation.Open();
        var run = await session.Runs.WaitAsync(invocation.Require(_run), _access.Read(invocation), cancellationToken);
        return invocation.Write(RunReport.Of(run, ExitCodes.OfRun(run.Record.Status)));
    }
}

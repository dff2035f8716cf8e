using System.CommandLine;
using Swarm.Cli.CommandLine;
using Swarm.Cli.Output;
using Swarm.Cli.Parsing;

namespace Swarm.Cli.Commands.Runs;

/// <summary>Shows a run.</summary>
internal sealed class StatusCommand : ImmediateCommand
{
    private readonly Argument<string> _run = CommonOptions.Run();

    public StatusCommand()
        : base("status", "Show where a run stands; the exit code is 0 however it ended.") => Add(_run);

    protected override int Run(Invocation invocation, CancellationToken cancellationToken)
    {
        using var session = invocation.Open();
        return invocation.Write(RunReport.Of(session.Runs.Get(invocation.Require(_run), withResponse: true), ExitCodes.Success));
    }
}

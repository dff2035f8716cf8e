using System.CommandLine;
using Swarm.Cli.CommandLine;
using Swarm.Cli.Commands.Backends;
using Swarm.Cli.Output;
using Swarm.Cli.Parsing;
using Swarm.Core.Text;

namespace Swarm.Cli.Commands.Runs;

/// <summary>Shows what a step wrote.</summary>
internal sealed class LogsCommand : SwarmCommand
{
    private readonly Argument<string> _run = CommonOptions.Run();
    private readonly Option<bool> _follow = new("--follow") { Description = "Go on until the run ends." };
    private readonly Option<int?> _tail = new("--tail") { Description = "Begin with the last N lines.", HelpName = "N" };
    private readonly Option<bool> _raw = new("--raw") { Description = "Write what commands a terminal too; without it only colours stay." };

    private readonly AccessOptions _access = new();

    public LogsCommand()
        : base("logs", "Write the log of a run to standard output.")
    {
        Add(_run);
        Add(_follow);
        Add(_tail);
        _tail.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && result.GetValueOrDefault<int?>() is < 0)
            {
                result.AddError("--tail takes a number of lines, 0 or more.");
            }
        });
        Add(_raw);
        _access.AddWaitTo(this);
    }

    protected override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        using var session = invocation.Open();
        var run = session.Runs.Get(invocation.Require(_run));
        var lines = session.Runs.ReadLogAsync(run.Record.RunId, invocation.Get(_follow), _access.Read(invocation), cancellationToken, invocation.Get(_tail));
        if (invocation.Streams.IsJson)
        {
            var log = new List<string>();
            await foreach (var line in lines)
            {
                log.Add(line);
            }

            return invocation.Write(new Report
            {
                RunId = run.Record.RunId,
                NodeId = run.Record.NodeId,
                Status = session.Runs.Get(run.Record.RunId).Record.Status,
                Json = json => json.Array("lines", log),
            });
        }

        var isRaw = invocation.Get(_raw);
        using var text = invocation.Streams.OpenText();
        await foreach (var line in lines)
        {
            text.LineNow(isRaw ? line : TerminalLine.Of(line));
        }

        return ExitCodes.Success;
    }
}

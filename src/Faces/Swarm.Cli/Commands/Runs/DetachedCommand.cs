using System.Text;
using Swarm.Cli.CommandLine;
using Swarm.Cli.Output;
using Swarm.Engine.Runs.Detached;

namespace Swarm.Cli.Commands.Runs;

/// <summary>The process of a run that goes on in the background; 'run launch --no-wait' and the like start it.</summary>
internal sealed class DetachedCommand : SwarmCommand
{
    private const string CommandName = "detached";

    public DetachedCommand()
        : base(CommandName, "Run what the standard input describes.") => Hidden = true;

    /// <summary>What starts it: this program, however it was started itself.</summary>
    public static DetachedProgram Program => new(OwnProgram.Path, [.. OwnProgram.Arguments, "run", CommandName]);

    protected override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        using var input = new StreamReader(Console.OpenStandardInput(), Encoding.UTF8);
        var request = await input.ReadLineAsync(cancellationToken) ?? string.Empty;
        await DetachedRun.ExecuteAsync(invocation.Options, request, Console.WriteLine, cancellationToken);
        return ExitCodes.Success;
    }
}

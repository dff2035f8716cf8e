using Swarm.Cli.CommandLine;
using Swarm.Cli.Output;
using Swarm.Core.Contracts;
using Swarm.Core.Errors;
using Swarm.Engine.Quickstarts;

namespace Swarm.Cli.Commands.Setup;

/// <summary>Shows the product.</summary>
internal sealed class QuickstartCommand() : SwarmCommand(
    "quickstart", "Show launch, resume, fork, compare and verify on a git repository in a temporary folder.")
{
    protected override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var isValid = await ShowAsync(invocation, cancellationToken);
        return invocation.Write(new Report
        {
            ExitCode = isValid ? ExitCodes.Success : ExitCodes.Of(ErrorCode.CertificateInvalid),
            Errors = isValid ? [] : [ErrorEntry.From(ErrorCode.CertificateInvalid, "A certificate of the quick start does not hold.")],
            Json = json => json.Flag("is_valid", isValid),
        });
    }

    private static async Task<bool> ShowAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        if (invocation.Streams.IsJson)
        {
            return await Quickstart.RunAsync(invocation.Options, OwnProgram.Typed, Console.Error.WriteLine, cancellationToken);
        }

        using var text = invocation.Streams.OpenText();
        return await Quickstart.RunAsync(invocation.Options, OwnProgram.Typed, text.LineNow, cancellationToken);
    }
}

using Swarm.Cli.CommandLine;
using Swarm.Engine.Keys;

namespace Swarm.Cli.Commands.Keys;

/// <summary>Lists keys.</summary>
internal sealed class KeyListCommand() : ImmediateCommand("list", "List the public halves of all keys.")
{
    protected override int Run(Invocation invocation, CancellationToken cancellationToken) =>
        invocation.Write(KeyReport.Of(new KeyProfiles(invocation.Options).List()));
}

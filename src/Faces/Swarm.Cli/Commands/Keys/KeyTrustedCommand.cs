using Swarm.Cli.CommandLine;
using Swarm.Engine.Keys;

namespace Swarm.Cli.Commands.Keys;

/// <summary>Lists whose signatures count.</summary>
internal sealed class KeyTrustedCommand() : ImmediateCommand("trusted", "List your own, the trusted and the revoked public keys.")
{
    protected override int Run(Invocation invocation, CancellationToken cancellationToken) =>
        invocation.Write(TrustedKeyReport.Of(new TrustedKeys(invocation.Options).List()));
}

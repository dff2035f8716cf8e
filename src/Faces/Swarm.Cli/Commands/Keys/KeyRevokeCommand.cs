using System.CommandLine;
using Swarm.Cli.CommandLine;
using Swarm.Engine.Keys;

namespace Swarm.Cli.Commands.Keys;

/// <summary>Revokes a key.</summary>
internal sealed class KeyRevokeCommand : ImmediateCommand
{
    private readonly Argument<string> _key = new("KEY") { Description = "The public key: ed25519:…; it may be your own." };

    public KeyRevokeCommand()
        : base("revoke", "Let nothing count that a key signed, whenever it was signed.")
    {
        Add(_key);
        Examples = ["swarm key revoke ed25519:…"];
    }

    protected override int Run(Invocation invocation, CancellationToken cancellationToken) =>
        invocation.Write(TrustedKeyReport.Of([new TrustedKeys(invocation.Options).Revoke(invocation.Require(_key))]));
}

using System.CommandLine;
using Swarm.Cli.CommandLine;
using Swarm.Engine.Keys;

namespace Swarm.Cli.Commands.Keys;

/// <summary>Trusts a key.</summary>
internal sealed class KeyTrustCommand : ImmediateCommand
{
    private readonly Argument<string> _key = new("KEY") { Description = "The public key: ed25519:…, as its owner's 'swarm key export' prints it." };

    private readonly Option<string[]> _roles = new("--role")
    {
        Description = "What its signature counts for: certificate, head or ticket; the first two unless given. May be given more than once.",
        HelpName = "ROLE",
        Arity = ArgumentArity.OneOrMore,
        DefaultValueFactory = _ => [],
    };

    public KeyTrustCommand()
        : base("trust", "Let a key's signatures count, for certificates, head logs, or tickets of the network.")
    {
        Add(_key);
        Add(_roles);
        Examples = ["swarm key trust ed25519:… --role certificate"];
    }

    protected override int Run(Invocation invocation, CancellationToken cancellationToken) =>
        invocation.Write(TrustedKeyReport.Of([new TrustedKeys(invocation.Options).Trust(invocation.Require(_key), invocation.Require(_roles))]));
}

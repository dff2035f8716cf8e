using System.CommandLine;
using Swarm.Cli.CommandLine;
using Swarm.Engine.Keys;

namespace Swarm.Cli.Commands.Keys;

/// <summary>Brings keys from a backup.</summary>
internal sealed class KeyImportCommand : ImmediateCommand
{
    private readonly Argument<string?> _name = new("NAME")
    {
        Description = "The profile's name; else --profile.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string[]> _from = new("--from")
    {
        Description = "A file that 'swarm key export --secret-to' wrote. Give it twice: the operator's key and the sealing key, in any order.",
        HelpName = "FILE",
        Arity = ArgumentArity.OneOrMore,
        Required = true,
    };

    public KeyImportCommand()
        : base("import", "Make a profile of keys that were exported, here or on another machine.")
    {
        Add(_name);
        Add(_from);
        Examples = ["swarm key import --from operator.key --from sealing.key"];
    }

    protected override int Run(Invocation invocation, CancellationToken cancellationToken) =>
        invocation.Write(KeyReport.Of([new KeyProfiles(invocation.Options).Import(invocation.Get(_name), invocation.Require(_from))]));
}

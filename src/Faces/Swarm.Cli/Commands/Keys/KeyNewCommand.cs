using System.CommandLine;
using Swarm.Cli.CommandLine;
using Swarm.Engine.Keys;

namespace Swarm.Cli.Commands.Keys;

/// <summary>Makes keys.</summary>
internal sealed class KeyNewCommand : ImmediateCommand
{
    private readonly Argument<string?> _name = new("NAME")
    {
        Description = "The profile's name; else --profile.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    public KeyNewCommand()
        : base("new", "Make the keys of a new profile: one that signs, one that opens what is sealed to it.") => Add(_name);

    protected override int Run(Invocation invocation, CancellationToken cancellationToken) =>
        invocation.Write(KeyReport.Of([new KeyProfiles(invocation.Options).Create(invocation.Get(_name))]));
}

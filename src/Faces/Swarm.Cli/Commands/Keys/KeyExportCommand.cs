using System.CommandLine;
using Swarm.Cli.CommandLine;
using Swarm.Cli.Output;
using Swarm.Cli.Parsing;
using Swarm.Cryptography.Keys;
using Swarm.Engine.Keys;

namespace Swarm.Cli.Commands.Keys;

/// <summary>Gives a key to others, or to another machine.</summary>
internal sealed class KeyExportCommand : ImmediateCommand
{
    private const string Sealing = "sealing";

    private readonly Argument<string?> _name = new("NAME")
    {
        Description = "The profile's name; else --profile.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string> _purpose = new("--purpose")
    {
        Description = "Which key: operator (the default), which signs, or sealing, which opens.",
        HelpName = "PURPOSE",
        DefaultValueFactory = _ => "operator",
    };

    private readonly Option<string?> _secret = CommonOptions.Path(
        "--secret-to", "FILE", "Write the private half to this new file, readable by you alone. Whoever has it acts as you.");

    public KeyExportCommand()
        : base("export", "Show the public half of a key, or write the private half to a file.")
    {
        _purpose.AcceptOnlyFromAmong("operator", Sealing);
        Add(_name);
        Add(_purpose);
        Add(_secret);
        Examples = ["swarm key export --purpose sealing", "swarm key export work --secret-to operator.key"];
    }

    protected override int Run(Invocation invocation, CancellationToken cancellationToken)
    {
        var keys = new KeyProfiles(invocation.Options);
        var name = invocation.Get(_name);
        var purpose = string.Equals(invocation.Get(_purpose), Sealing, StringComparison.Ordinal) ? KeyPurpose.Sealing : KeyPurpose.Operator;
        var key = keys.ExportPublic(name, purpose);
        var path = invocation.Get(_secret) is { } destination ? keys.ExportSecret(name, purpose, destination) : null;
        return invocation.Write(new Report
        {
            Json = json =>
            {
                json.Text("key", key);
                json.Text("secret_path", path);
            },
            Text = text => text.Line(path ?? key),
        });
    }
}

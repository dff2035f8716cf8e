using System.CommandLine;
using Swarm.Cli.CommandLine;
using Swarm.Engine.Configuration;

namespace Swarm.Cli.Commands.Configuration;

/// <summary>Changes a setting.</summary>
internal sealed class ConfigSetCommand : ImmediateCommand
{
    private readonly Argument<string> _name = new("NAME") { Description = $"The setting: {string.Join(", ", SwarmHome.SettingNames)}." };

    private readonly Argument<string?> _value = new("VALUE")
    {
        Description = "Its value; without one the setting goes back to its default.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    public ConfigSetCommand()
        : base("set", "Change one setting in the configuration file.")
    {
        Add(_name);
        Add(_value);
        Examples = ["swarm config set lock_timeout_seconds 60", "swarm config set work_folder"];
    }

    protected override int Run(Invocation invocation, CancellationToken cancellationToken)
    {
        var home = new SwarmHome(invocation.Options.ReadVariable);
        home.Set(invocation.Require(_name), invocation.Get(_value));
        return invocation.Write(SettingsReport.Of(home));
    }
}

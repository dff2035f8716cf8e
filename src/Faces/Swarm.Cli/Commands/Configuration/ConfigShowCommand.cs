using Swarm.Cli.CommandLine;
using Swarm.Engine.Configuration;

namespace Swarm.Cli.Commands.Configuration;

/// <summary>Shows the settings.</summary>
internal sealed class ConfigShowCommand() : ImmediateCommand("show", "Show every setting in force, and where it comes from.")
{
    protected override int Run(Invocation invocation, CancellationToken cancellationToken) =>
        invocation.Write(SettingsReport.Of(new SwarmHome(invocation.Options.ReadVariable)));
}
